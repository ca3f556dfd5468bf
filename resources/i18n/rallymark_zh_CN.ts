<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>About Rallymark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Accept up to here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Again for 2×, 4×, 8×</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>All keys on one sheet</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Cancel pre-labelling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Clear mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Close match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drop the mark; the model&apos;s answer shows again</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Edit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export the labels as CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill between marks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fill linearly between the nearest marks before and after this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>First frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit the whole picture into the window</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to frame…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to the most suspicious frame of all</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Help</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import a label CSV into this match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Let the model find the ball in every frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark; without a choice, as the desktop has it</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Magnify around the cursor</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion polarity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the ball by 1 pixel; with Shift by 0.1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame that a person marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next frame worth a look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Next mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge down</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge down by 0.1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge left by 0.1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge right by 0.1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nudge up by 0.1 px</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open the demo rally</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open weights…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pause pre-labelling</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peaks</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play forwards</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-label with weights from a file</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame that a person marked</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous frame worth a look</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Previous mark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Quit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Redo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show project in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the ball&apos;s path</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show the model&apos;s peaks, numbered 1–5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show what brightens and what darkens</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show where the model sees the ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop; what is done stays and the next run goes on from there</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take peak 1</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take peak 2</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take peak 3</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take peak 4</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Take peak 5</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach the model with your corrections</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten frames back</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Ten frames on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The answer is right: make it verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The ball is hidden here; its position stays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no ball in this frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>To here</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verify every frame from the last mark to this one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>View</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility 0: no ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility 1: easy to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility 2: hard to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility 3: occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Worst frame first</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>close runner-up</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>gap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>isolated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>jump</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>low confidence</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Frame {0} · {1}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>score</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>state</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>time</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TimelineCursor</name>
    <message>
        <source>Threshold {0}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>VideoCanvas</name>
    <message>
        <source>Video</source>
        <translation type="unfinished"></translation>
    </message>
</context>
</TS>
