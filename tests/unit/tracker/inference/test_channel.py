import threading

import pytest

from tracker.inference.channel import Channel, Closed


def test_keeps_the_order_and_ends() -> None:
    channel: Channel[int] = Channel(3)
    for number in range(3):
        channel.put(number)
    channel.end()
    assert [channel.get(), channel.get(), channel.get(), channel.get()] == [0, 1, 2, None]


def test_an_empty_channel_times_out() -> None:
    with pytest.raises(TimeoutError):
        Channel[int](1).get(timeout=0.01)


def test_closing_turns_away_a_waiting_writer() -> None:
    channel: Channel[int] = Channel(1)
    channel.put(0)
    turned_away = threading.Event()

    def write() -> None:
        try:
            channel.put(1)
        except Closed:
            turned_away.set()

    writer = threading.Thread(target=write)
    writer.start()
    channel.close()
    writer.join(30)
    assert turned_away.is_set()
    with pytest.raises(Closed):
        channel.get()
