<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>Actions</name>
    <message>
        <source>About Rallymark</source>
        <translation>关于 Rallymark</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept arc</source>
        <translation>接受整条弧线</translation>
    </message>
    <message>
        <source>Accept selection</source>
        <translation>接受所选帧</translation>
    </message>
    <message>
        <source>Accept stretch</source>
        <translation>接受存疑片段</translation>
    </message>
    <message>
        <source>Accept up to here</source>
        <translation>一直接受到此帧</translation>
    </message>
    <message>
        <source>Accept up to the next doubt</source>
        <translation>接受到下一个存疑帧</translation>
    </message>
    <message>
        <source>Again for 2×, 4×, 8×; while K is held, one frame back</source>
        <translation>再按依次为 2×、4×、8×；按住 K 时后退一帧</translation>
    </message>
    <message>
        <source>Again for 2×, 4×, 8×; while K is held, one frame on</source>
        <translation>再按依次为 2×、4×、8×；按住 K 时前进一帧</translation>
    </message>
    <message>
        <source>All keys on one sheet</source>
        <translation>在一页上查看全部快捷键</translation>
    </message>
    <message>
        <source>Answer message</source>
        <translation>响应消息</translation>
    </message>
    <message>
        <source>Arc</source>
        <translation>弧线</translation>
    </message>
    <message>
        <source>As the desktop</source>
        <translation>跟随桌面</translation>
    </message>
    <message>
        <source>As the system (系统语言)</source>
        <translation>系统语言 (As the system)</translation>
    </message>
    <message>
        <source>Ask about what is less doubtful, too</source>
        <translation>也询问疑问较小的帧</translation>
    </message>
    <message>
        <source>Ask about what is more doubtful only</source>
        <translation>只询问疑问较大的帧</translation>
    </message>
    <message>
        <source>Auto-next</source>
        <translation>自动前进</translation>
    </message>
    <message>
        <source>Auto-next after a decision</source>
        <translation>判断后自动前进</translation>
    </message>
    <message>
        <source>Beside</source>
        <translation>旁边</translation>
    </message>
    <message>
        <source>Bounce</source>
        <translation>落地</translation>
    </message>
    <message>
        <source>CVAT</source>
        <translation>CVAT</translation>
    </message>
    <message>
        <source>Cancel clip</source>
        <translation>取消导出片段</translation>
    </message>
    <message>
        <source>Cancel fine-tuning</source>
        <translation>取消微调</translation>
    </message>
    <message>
        <source>Cancel long edit</source>
        <translation>取消大批编辑</translation>
    </message>
    <message>
        <source>Cancel opening</source>
        <translation>取消打开</translation>
    </message>
    <message>
        <source>Cancel pre-labelling</source>
        <translation>取消预标注</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>更改快捷键…</translation>
    </message>
    <message>
        <source>Chinese</source>
        <translation>中文</translation>
    </message>
    <message>
        <source>Choose device…</source>
        <translation>选择设备…</translation>
    </message>
    <message>
        <source>Choose weights…</source>
        <translation>选择权重…</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Clear mark</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>Clear selection&apos;s marks</source>
        <translation>清除所选帧的标记</translation>
    </message>
    <message>
        <source>Clear the filters</source>
        <translation>清除筛选</translation>
    </message>
    <message>
        <source>Close match</source>
        <translation>关闭比赛</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>配色</translation>
    </message>
    <message>
        <source>Context menu</source>
        <translation>右键菜单</translation>
    </message>
    <message>
        <source>Copy picture</source>
        <translation>复制画面</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Default</source>
        <translation>默认</translation>
    </message>
    <message>
        <source>Delete every mark in the selection</source>
        <translation>删除所选范围内的所有标记</translation>
    </message>
    <message>
        <source>Delete the mark; the model&apos;s answer shows again</source>
        <translation>删除标记，重新显示模型的结果</translation>
    </message>
    <message>
        <source>Edit</source>
        <translation>编辑</translation>
    </message>
    <message>
        <source>End now; nothing is kept</source>
        <translation>立即结束，不保留任何结果</translation>
    </message>
    <message>
        <source>End now; what was learnt so far is written</source>
        <translation>立即结束，写入目前学到的权重</translation>
    </message>
    <message>
        <source>English</source>
        <translation>English</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>Every action by its name</source>
        <translation>按名称查找任何操作</translation>
    </message>
    <message>
        <source>Exclude as break</source>
        <translation>排除（间歇）</translation>
    </message>
    <message>
        <source>Exclude as close-up</source>
        <translation>排除（特写）</translation>
    </message>
    <message>
        <source>Exclude as replay</source>
        <translation>排除（回放）</translation>
    </message>
    <message>
        <source>Export annotated clip…</source>
        <translation>导出带标注的片段…</translation>
    </message>
    <message>
        <source>Export labels…</source>
        <translation>导出标注…</translation>
    </message>
    <message>
        <source>Export rallies…</source>
        <translation>导出回合…</translation>
    </message>
    <message>
        <source>Export the labels as CSV</source>
        <translation>将标注导出为 CSV</translation>
    </message>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Faster</source>
        <translation>加快</translation>
    </message>
    <message>
        <source>Fewer predictions count as the ball</source>
        <translation>减少算作球的预测</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Fill</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>Fill between marks</source>
        <translation>在标记之间填补</translation>
    </message>
    <message>
        <source>Fill between the positions you gave around or inside the selection</source>
        <translation>在所选范围内外您给出的位置之间填补</translation>
    </message>
    <message>
        <source>Fill gap</source>
        <translation>填补空缺</translation>
    </message>
    <message>
        <source>Fill linearly between the nearest marks before and after this frame</source>
        <translation>在此帧前后最近的标记之间做线性填补</translation>
    </message>
    <message>
        <source>Fill selection</source>
        <translation>填补所选帧</translation>
    </message>
    <message>
        <source>Filter the queue</source>
        <translation>筛选队列</translation>
    </message>
    <message>
        <source>Find action…</source>
        <translation>查找操作…</translation>
    </message>
    <message>
        <source>Fine-tune…</source>
        <translation>微调…</translation>
    </message>
    <message>
        <source>Fine-tuning is not learning just now</source>
        <translation>微调此刻没有在学习</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Fit picture</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Fit the whole picture into the window</source>
        <translation>让整个画面适应窗口</translation>
    </message>
    <message>
        <source>Flicker overlays</source>
        <translation>闪烁叠加层</translation>
    </message>
    <message>
        <source>Forget the loop: play on to the end</source>
        <translation>取消循环，一直播放到结尾</translation>
    </message>
    <message>
        <source>Frame tab</source>
        <translation>“帧”标签页</translation>
    </message>
    <message>
        <source>Frames beside</source>
        <translation>相邻帧</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>全屏</translation>
    </message>
    <message>
        <source>Give actions other keys, or start from another tool&apos;s</source>
        <translation>为操作指定其他按键，或采用其他工具的键位</translation>
    </message>
    <message>
        <source>Go to a frame or a timecode</source>
        <translation>转到某一帧或某个时间码</translation>
    </message>
    <message>
        <source>Go to the most suspicious frame of all</source>
        <translation>转到最可疑的一帧</translation>
    </message>
    <message>
        <source>Go to the next doubtful frame by itself once you have decided about one</source>
        <translation>对一帧作出判断后，自动转到下一存疑帧</translation>
    </message>
    <message>
        <source>Go to…</source>
        <translation>转到…</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Heatmap after refinement, before it, or what refinement changed</source>
        <translation>细化后的热图、细化前的热图，或细化带来的变化</translation>
    </message>
    <message>
        <source>Heatmap, motion and trail are hidden</source>
        <translation>热图、运动和轨迹都没有显示</translation>
    </message>
    <message>
        <source>Help</source>
        <translation>帮助</translation>
    </message>
    <message>
        <source>Hit</source>
        <translation>击球</translation>
    </message>
    <message>
        <source>Hold it: J and L go frame by frame</source>
        <translation>按住时，J 和 L 逐帧移动</translation>
    </message>
    <message>
        <source>Hold the key to compare with the picture alone</source>
        <translation>按住此键，与原始画面对比</translation>
    </message>
    <message>
        <source>Import labels…</source>
        <translation>导入标注…</translation>
    </message>
    <message>
        <source>Include as play</source>
        <translation>计入比赛</translation>
    </message>
    <message>
        <source>Key map</source>
        <translation>键位方案</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Label report…</source>
        <translation>标注报告…</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言 (Language)</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Leave picture full screen</source>
        <translation>退出画面全屏</translation>
    </message>
    <message>
        <source>Less doubt too</source>
        <translation>也显示疑问较小的</translation>
    </message>
    <message>
        <source>Let the chosen model answer the selected frames again</source>
        <translation>用所选模型重新识别选中的帧</translation>
    </message>
    <message>
        <source>Let the model find the ball in every frame</source>
        <translation>让模型在每一帧中找球</translation>
    </message>
    <message>
        <source>Let the model find the ball in every match of the folder, one after the other, while you work</source>
        <translation>让模型在文件夹的每场比赛中逐一找球，您可以同时工作</translation>
    </message>
    <message>
        <source>Let the selection begin at this frame</source>
        <translation>从此帧开始选择</translation>
    </message>
    <message>
        <source>Let the selection end at this frame</source>
        <translation>选择到此帧为止</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Light or dark as the desktop is, and changing with it</source>
        <translation>随桌面使用浅色或深色，并自动切换</translation>
    </message>
    <message>
        <source>List the matches of a folder beside the picture</source>
        <translation>在画面旁列出文件夹中的比赛</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Loop from here</source>
        <translation>从此帧起循环</translation>
    </message>
    <message>
        <source>Loop to here</source>
        <translation>循环到此帧</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>放大镜</translation>
    </message>
    <message>
        <source>Lower the speed of play, down to 0.1×</source>
        <translation>降低播放速度，最慢 0.1×</translation>
    </message>
    <message>
        <source>Lower threshold</source>
        <translation>降低阈值</translation>
    </message>
    <message>
        <source>Magnify around the cursor</source>
        <translation>放大光标周围的画面</translation>
    </message>
    <message>
        <source>Make no more until the match is opened again; what is done stays</source>
        <translation>再次打开比赛之前不再生成；已生成的会保留</translation>
    </message>
    <message>
        <source>Make small pictures of long videos, so that dragging shows every frame</source>
        <translation>为长视频生成小图，拖动时每一帧都能看到</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>标记</translation>
    </message>
    <message>
        <source>Mark in</source>
        <translation>标记入点</translation>
    </message>
    <message>
        <source>Mark out</source>
        <translation>标记出点</translation>
    </message>
    <message>
        <source>Marks and events</source>
        <translation>标记与事件</translation>
    </message>
    <message>
        <source>Matches of the folder</source>
        <translation>文件夹中的比赛</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>More doubt only</source>
        <translation>只显示疑问较大的</translation>
    </message>
    <message>
        <source>More predictions count as the ball</source>
        <translation>增加算作球的预测</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>运动</translation>
    </message>
    <message>
        <source>Motion before or after</source>
        <translation>前一间隔或后一间隔的运动</translation>
    </message>
    <message>
        <source>Motion from the frame before, or to the frame after</source>
        <translation>从前一帧到此帧的运动，或从此帧到后一帧的运动</translation>
    </message>
    <message>
        <source>Motion polarity</source>
        <translation>运动极性</translation>
    </message>
    <message>
        <source>Move the ball by 1 pixel, held farther and farther; with Shift by 0.1</source>
        <translation>将球移动 1 像素，按住则越移越远；加 Shift 为 0.1 像素</translation>
    </message>
    <message>
        <source>Net touch</source>
        <translation>触网</translation>
    </message>
    <message>
        <source>Next answer</source>
        <translation>下一种答案</translation>
    </message>
    <message>
        <source>Next event</source>
        <translation>下一个事件</translation>
    </message>
    <message>
        <source>Next frame</source>
        <translation>下一帧</translation>
    </message>
    <message>
        <source>Next frame in which the ball is hit, bounces or touches the net</source>
        <translation>下一个击球、落地或触网的帧</translation>
    </message>
    <message>
        <source>Next frame that a person marked</source>
        <translation>下一个人工标记的帧</translation>
    </message>
    <message>
        <source>Next frame whose time is out of step</source>
        <translation>下一个时间异常的帧</translation>
    </message>
    <message>
        <source>Next gap or repeat</source>
        <translation>下一处缺帧或重复帧</translation>
    </message>
    <message>
        <source>Next mark</source>
        <translation>下一个标记</translation>
    </message>
    <message>
        <source>Next match</source>
        <translation>下一场比赛</translation>
    </message>
    <message>
        <source>Next rally</source>
        <translation>下一回合</translation>
    </message>
    <message>
        <source>Next reason</source>
        <translation>下一种原因</translation>
    </message>
    <message>
        <source>Next stage of the heatmap</source>
        <translation>切换热图阶段</translation>
    </message>
    <message>
        <source>Next stretch worth a look</source>
        <translation>下一个待查片段</translation>
    </message>
    <message>
        <source>No arc</source>
        <translation>弧线无球</translation>
    </message>
    <message>
        <source>No ball</source>
        <translation>无球</translation>
    </message>
    <message>
        <source>No ball along arc</source>
        <translation>整条弧线无球</translation>
    </message>
    <message>
        <source>No ball in selection</source>
        <translation>所选帧无球</translation>
    </message>
    <message>
        <source>No ball in stretch</source>
        <translation>存疑片段中无球</translation>
    </message>
    <message>
        <source>No clip is being written</source>
        <translation>当前没有在导出片段</translation>
    </message>
    <message>
        <source>No event</source>
        <translation>无事件</translation>
    </message>
    <message>
        <source>No fine-tuning is running</source>
        <translation>没有正在进行的微调</translation>
    </message>
    <message>
        <source>No long edit is being written</source>
        <translation>当前没有在写入大批编辑</translation>
    </message>
    <message>
        <source>No loop</source>
        <translation>取消循环</translation>
    </message>
    <message>
        <source>No loop is set</source>
        <translation>没有设置循环</translation>
    </message>
    <message>
        <source>No match is being opened</source>
        <translation>当前没有在打开比赛</translation>
    </message>
    <message>
        <source>No message offers anything</source>
        <translation>没有消息提供操作</translation>
    </message>
    <message>
        <source>No pre-labelling is running</source>
        <translation>当前没有预标注任务</translation>
    </message>
    <message>
        <source>No previews are being made</source>
        <translation>当前没有在生成预览图</translation>
    </message>
    <message>
        <source>No rally is found in this match yet</source>
        <translation>此比赛中尚未找到回合</translation>
    </message>
    <message>
        <source>Not possible now</source>
        <translation>现在无法执行</translation>
    </message>
    <message>
        <source>Nothing but the picture, on the whole screen</source>
        <translation>整个屏幕只显示画面</translation>
    </message>
    <message>
        <source>Nothing happens to the ball in this frame; again takes it back</source>
        <translation>此帧中球没有发生任何事件；再按一次撤回</translation>
    </message>
    <message>
        <source>Nothing to redo</source>
        <translation>没有可重做的操作</translation>
    </message>
    <message>
        <source>Nothing to undo</source>
        <translation>没有可撤销的操作</translation>
    </message>
    <message>
        <source>Nudge</source>
        <translation>微移</translation>
    </message>
    <message>
        <source>Nudge down</source>
        <translation>向下微移</translation>
    </message>
    <message>
        <source>Nudge down by 0.1 px</source>
        <translation>向下微移 0.1 像素</translation>
    </message>
    <message>
        <source>Nudge left</source>
        <translation>向左微移</translation>
    </message>
    <message>
        <source>Nudge left by 0.1 px</source>
        <translation>向左微移 0.1 像素</translation>
    </message>
    <message>
        <source>Nudge right</source>
        <translation>向右微移</translation>
    </message>
    <message>
        <source>Nudge right by 0.1 px</source>
        <translation>向右微移 0.1 像素</translation>
    </message>
    <message>
        <source>Nudge up</source>
        <translation>向上微移</translation>
    </message>
    <message>
        <source>Nudge up by 0.1 px</source>
        <translation>向上微移 0.1 像素</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Open a match first</source>
        <translation>请先打开一场比赛</translation>
    </message>
    <message>
        <source>Open a video or a project</source>
        <translation>打开视频或项目</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>打开文件夹…</translation>
    </message>
    <message>
        <source>Open the demo rally</source>
        <translation>打开演示回合</translation>
    </message>
    <message>
        <source>Open the match after this one in the folder</source>
        <translation>打开文件夹中的下一场比赛</translation>
    </message>
    <message>
        <source>Open the match before this one in the folder</source>
        <translation>打开文件夹中的上一场比赛</translation>
    </message>
    <message>
        <source>Open the menu of device (GPU or processor), runtime and mode</source>
        <translation>打开设备（GPU 或处理器）、运行时和模式的菜单</translation>
    </message>
    <message>
        <source>Open the menu of the weights that pre-label</source>
        <translation>打开预标注所用权重的菜单</translation>
    </message>
    <message>
        <source>Open weights…</source>
        <translation>打开权重…</translation>
    </message>
    <message>
        <source>Open…</source>
        <translation>打开…</translation>
    </message>
    <message>
        <source>Overlays fainter</source>
        <translation>叠加层变淡</translation>
    </message>
    <message>
        <source>Overlays stronger</source>
        <translation>叠加层变浓</translation>
    </message>
    <message>
        <source>Paint heatmap and motion more faintly, or the trail where neither shows</source>
        <translation>让热图和运动变淡；两者都没有显示时，让轨迹变淡</translation>
    </message>
    <message>
        <source>Paint heatmap and motion more strongly, or the trail where neither shows</source>
        <translation>让热图和运动变浓；两者都没有显示时，让轨迹变浓</translation>
    </message>
    <message>
        <source>Paint the trail more faintly</source>
        <translation>让球轨迹变淡</translation>
    </message>
    <message>
        <source>Paint the trail more strongly</source>
        <translation>让球轨迹变浓</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>暂停</translation>
    </message>
    <message>
        <source>Pause pre-labelling</source>
        <translation>暂停预标注</translation>
    </message>
    <message>
        <source>Peaks</source>
        <translation>峰值</translation>
    </message>
    <message>
        <source>Picture full screen</source>
        <translation>画面全屏</translation>
    </message>
    <message>
        <source>Place ball</source>
        <translation>放置球</translation>
    </message>
    <message>
        <source>Play</source>
        <translation>播放</translation>
    </message>
    <message>
        <source>Play backwards</source>
        <translation>倒放</translation>
    </message>
    <message>
        <source>Play forwards</source>
        <translation>正放</translation>
    </message>
    <message>
        <source>Play or pause</source>
        <translation>播放或暂停</translation>
    </message>
    <message>
        <source>Playing repeats from this frame on</source>
        <translation>从此帧开始循环播放</translation>
    </message>
    <message>
        <source>Playing repeats up to this frame</source>
        <translation>循环播放到此帧为止</translation>
    </message>
    <message>
        <source>Pre-label</source>
        <translation>预标注</translation>
    </message>
    <message>
        <source>Pre-label all matches</source>
        <translation>预标注全部比赛</translation>
    </message>
    <message>
        <source>Pre-label with weights from a file</source>
        <translation>使用文件中的权重进行预标注</translation>
    </message>
    <message>
        <source>Pre-labelling of this match is running</source>
        <translation>这场比赛正在预标注</translation>
    </message>
    <message>
        <source>Press the button of the newest message that has one; of several, choose with the arrows and Enter</source>
        <translation>按下最新一条带按钮的消息的按钮；有多个按钮时，用方向键和回车键选择</translation>
    </message>
    <message>
        <source>Previews for scrubbing</source>
        <translation>拖动预览图</translation>
    </message>
    <message>
        <source>Previous event</source>
        <translation>上一个事件</translation>
    </message>
    <message>
        <source>Previous frame</source>
        <translation>上一帧</translation>
    </message>
    <message>
        <source>Previous frame in which the ball is hit, bounces or touches the net</source>
        <translation>上一个击球、落地或触网的帧</translation>
    </message>
    <message>
        <source>Previous frame that a person marked</source>
        <translation>上一个人工标记的帧</translation>
    </message>
    <message>
        <source>Previous mark</source>
        <translation>上一个标记</translation>
    </message>
    <message>
        <source>Previous match</source>
        <translation>上一场比赛</translation>
    </message>
    <message>
        <source>Previous rally</source>
        <translation>上一回合</translation>
    </message>
    <message>
        <source>Previous stretch worth a look</source>
        <translation>上一个待查片段</translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 1</source>
        <translation>将球放在模型的第 1 个峰值上</translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 2</source>
        <translation>将球放在模型的第 2 个峰值上</translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 3</source>
        <translation>将球放在模型的第 3 个峰值上</translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 4</source>
        <translation>将球放在模型的第 4 个峰值上</translation>
    </message>
    <message>
        <source>Put the ball on the model&apos;s peak number 5</source>
        <translation>将球放在模型的第 5 个峰值上</translation>
    </message>
    <message>
        <source>Put the ball where those of the frames around lead; the nudge keys move it</source>
        <translation>把球放在前后帧的球所指的位置；再用微移键移动</translation>
    </message>
    <message>
        <source>Put the labels of a file, or of a colleague&apos;s project, into this match</source>
        <translation>将文件或同事项目中的标注导入到此比赛</translation>
    </message>
    <message>
        <source>Put what the picture shows, overlays included, on the clipboard</source>
        <translation>将当前画面连同叠加层复制到剪贴板</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Raise the speed of play, up to 8×</source>
        <translation>提高播放速度，最快 8×</translation>
    </message>
    <message>
        <source>Raise threshold</source>
        <translation>提高阈值</translation>
    </message>
    <message>
        <source>Rallies tab</source>
        <translation>回合标签页</translation>
    </message>
    <message>
        <source>Range</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Raw picture while held</source>
        <translation>按住显示原始画面</translation>
    </message>
    <message>
        <source>Re-track</source>
        <translation>重新追踪</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>Review tab</source>
        <translation>“审查”标签页</translation>
    </message>
    <message>
        <source>Save picture…</source>
        <translation>保存画面…</translation>
    </message>
    <message>
        <source>Save what the picture shows, overlays included, as PNG</source>
        <translation>将当前画面连同叠加层保存为 PNG</translation>
    </message>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select frames on the timeline first</source>
        <translation>请先在时间轴上选择帧</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Select nothing; Escape does it too</source>
        <translation>取消选择；也可按 Esc</translation>
    </message>
    <message>
        <source>Select rally</source>
        <translation>选择回合</translation>
    </message>
    <message>
        <source>Select shot</source>
        <translation>选择镜头</translation>
    </message>
    <message>
        <source>Select stretch</source>
        <translation>选择同类片段</translation>
    </message>
    <message>
        <source>Select stretch of doubt</source>
        <translation>选择存疑片段</translation>
    </message>
    <message>
        <source>Select the frames around this one that are answered alike</source>
        <translation>选择此帧前后结果相同的连续帧</translation>
    </message>
    <message>
        <source>Select the frames between the cuts before and after this one</source>
        <translation>选择此帧前后两个切换点之间的帧</translation>
    </message>
    <message>
        <source>Select the rally around this frame</source>
        <translation>选择当前帧所在的回合</translation>
    </message>
    <message>
        <source>Select the stretch of doubt around this frame on the timeline</source>
        <translation>在时间轴上选择此帧所在的存疑片段</translation>
    </message>
    <message>
        <source>Selection on the timeline</source>
        <translation>时间轴缩放到所选范围</translation>
    </message>
    <message>
        <source>Show and hide the overlays in turn, until a mark is made</source>
        <translation>交替显示和隐藏叠加层，直到做出标记</translation>
    </message>
    <message>
        <source>Show balls, no balls or interpolated balls alone: the next kind</source>
        <translation>只显示有球、无球或插值的球：切换到下一种</translation>
    </message>
    <message>
        <source>Show project in folder</source>
        <translation>在文件夹中显示项目</translation>
    </message>
    <message>
        <source>Show the ball in the frame before, this one and the next</source>
        <translation>并排显示前一帧、此帧和后一帧中的球</translation>
    </message>
    <message>
        <source>Show the ball&apos;s path</source>
        <translation>显示球的轨迹</translation>
    </message>
    <message>
        <source>Show the doubts of one reason alone: the next one</source>
        <translation>只显示一种原因的疑问：切换到下一种</translation>
    </message>
    <message>
        <source>Show the filters of the queue</source>
        <translation>显示队列的筛选条件</translation>
    </message>
    <message>
        <source>Show the frame in view, overlays and threshold at the right</source>
        <translation>在右侧显示当前帧、叠加层和阈值</translation>
    </message>
    <message>
        <source>Show the matches of the folder beside the picture</source>
        <translation>在画面旁显示文件夹中的比赛</translation>
    </message>
    <message>
        <source>Show the model&apos;s peaks, numbered 1–5</source>
        <translation>显示模型的峰值，编号 1–5</translation>
    </message>
    <message>
        <source>Show the rallies of the match at the right</source>
        <translation>在右侧显示比赛的回合</translation>
    </message>
    <message>
        <source>Show the review queue at the right</source>
        <translation>在右侧显示审查队列</translation>
    </message>
    <message>
        <source>Show the usual queue: no filter, doubts from the usual bar on</source>
        <translation>显示通常的队列：不筛选，疑问从通常的界限起</translation>
    </message>
    <message>
        <source>Show what brightens and what darkens</source>
        <translation>显示变亮和变暗的部分</translation>
    </message>
    <message>
        <source>Show where the model sees the ball</source>
        <translation>显示模型认为球所在的位置</translation>
    </message>
    <message>
        <source>Slower</source>
        <translation>减慢</translation>
    </message>
    <message>
        <source>Stop fine-tuning</source>
        <translation>停止微调</translation>
    </message>
    <message>
        <source>Stop making previews</source>
        <translation>停止生成预览图</translation>
    </message>
    <message>
        <source>Stop opening; the match on screen stays</source>
        <translation>停止打开；屏幕上的比赛保留不变</translation>
    </message>
    <message>
        <source>Stop writing the clip; nothing of it is left behind</source>
        <translation>停止写入片段；不留下任何内容</translation>
    </message>
    <message>
        <source>Stop; what is done stays and the next run goes on from there</source>
        <translation>停止；已完成的部分会保留，下次从那里继续</translation>
    </message>
    <message>
        <source>Take peak</source>
        <translation>采用峰值</translation>
    </message>
    <message>
        <source>Take peak 1</source>
        <translation>采用峰值 1</translation>
    </message>
    <message>
        <source>Take peak 2</source>
        <translation>采用峰值 2</translation>
    </message>
    <message>
        <source>Take peak 3</source>
        <translation>采用峰值 3</translation>
    </message>
    <message>
        <source>Take peak 4</source>
        <translation>采用峰值 4</translation>
    </message>
    <message>
        <source>Take peak 5</source>
        <translation>采用峰值 5</translation>
    </message>
    <message>
        <source>Take the edit of many frames back while it is being written</source>
        <translation>在写入期间撤回对许多帧的编辑</translation>
    </message>
    <message>
        <source>Ten frames back</source>
        <translation>后退十帧</translation>
    </message>
    <message>
        <source>Ten frames on</source>
        <translation>前进十帧</translation>
    </message>
    <message>
        <source>The answer is right: make it verified</source>
        <translation>结果正确：设为已确认</translation>
    </message>
    <message>
        <source>The ball bounces in this frame; again takes it back</source>
        <translation>球在此帧落地；再按一次撤回</translation>
    </message>
    <message>
        <source>The ball is hidden here; its position stays</source>
        <translation>球在此处被遮挡；位置保留</translation>
    </message>
    <message>
        <source>The ball is hit in this frame; again takes it back</source>
        <translation>球在此帧被击打；再按一次撤回</translation>
    </message>
    <message>
        <source>The ball touches the net in this frame; again takes it back</source>
        <translation>球在此帧触网；再按一次撤回</translation>
    </message>
    <message>
        <source>The folder holds no other match</source>
        <translation>文件夹中没有其他比赛</translation>
    </message>
    <message>
        <source>The model found no peak in this frame</source>
        <translation>模型在此帧没有找到峰值</translation>
    </message>
    <message>
        <source>The picture does not fill the screen</source>
        <translation>画面并未全屏</translation>
    </message>
    <message>
        <source>The review queue is empty</source>
        <translation>审查队列为空</translation>
    </message>
    <message>
        <source>The selection is a close-up: leave it out</source>
        <translation>所选帧是特写：将其排除</translation>
    </message>
    <message>
        <source>The selection is a replay: leave it out</source>
        <translation>所选帧是回放：将其排除</translation>
    </message>
    <message>
        <source>The selection is play, whatever was guessed</source>
        <translation>所选帧是比赛画面，无论先前如何猜测</translation>
    </message>
    <message>
        <source>The video has no gaps or repeats</source>
        <translation>视频没有缺帧或重复帧</translation>
    </message>
    <message>
        <source>The whole queue is shown</source>
        <translation>已显示整个队列</translation>
    </message>
    <message>
        <source>There is no ball in any of the selected frames</source>
        <translation>所选的帧中都没有球</translation>
    </message>
    <message>
        <source>There is no ball in the stretch of doubt around this frame; go on</source>
        <translation>此帧所在的存疑片段中没有球；然后继续</translation>
    </message>
    <message>
        <source>There is no ball in this frame</source>
        <translation>此帧中没有球</translation>
    </message>
    <message>
        <source>There is no ball on the whole flight through this frame</source>
        <translation>经过此帧的整段飞行中都没有球</translation>
    </message>
    <message>
        <source>There is no play in the selection: leave it out</source>
        <translation>所选帧中没有比赛：将其排除</translation>
    </message>
    <message>
        <source>This frame has no answer yet</source>
        <translation>此帧还没有结果</translation>
    </message>
    <message>
        <source>This frame has no ball position</source>
        <translation>此帧没有球的位置</translation>
    </message>
    <message>
        <source>This frame has no mark of its own</source>
        <translation>此帧没有自己的标记</translation>
    </message>
    <message>
        <source>This frame is in no rally</source>
        <translation>当前帧不在任何回合中</translation>
    </message>
    <message>
        <source>This frame is in no stretch of doubt</source>
        <translation>此帧不在任何存疑片段中</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>To doubt</source>
        <translation>到存疑帧</translation>
    </message>
    <message>
        <source>To here</source>
        <translation>到此帧</translation>
    </message>
    <message>
        <source>To where the next rally begins</source>
        <translation>跳到下一回合开始处</translation>
    </message>
    <message>
        <source>To where this rally begins, or, there, the one before</source>
        <translation>跳到本回合开始处；已在该处时跳到上一回合</translation>
    </message>
    <message>
        <source>Track selection again</source>
        <translation>重新追踪所选帧</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>球轨迹</translation>
    </message>
    <message>
        <source>Trail fainter</source>
        <translation>球轨迹变淡</translation>
    </message>
    <message>
        <source>Trail stronger</source>
        <translation>球轨迹变浓</translation>
    </message>
    <message>
        <source>Train the model with your corrections</source>
        <translation>用您的修正训练模型</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Verify every answer in the selection</source>
        <translation>确认所选范围内的所有结果</translation>
    </message>
    <message>
        <source>Verify every answer in the stretch of doubt around this frame, and go on</source>
        <translation>核实此帧所在存疑片段中的所有答案，然后继续</translation>
    </message>
    <message>
        <source>Verify every frame from the last mark to this one</source>
        <translation>确认从上一个标记到此帧的每一帧</translation>
    </message>
    <message>
        <source>Verify every frame from this one to the next doubtful one, and go there</source>
        <translation>确认从此帧到下一个存疑帧之前的每一帧，并转到那里</translation>
    </message>
    <message>
        <source>Verify the whole flight through this frame, from hit to hit</source>
        <translation>确认经过此帧的整段飞行，从一次击球到下一次击球</translation>
    </message>
    <message>
        <source>View</source>
        <translation>视图</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>可见度</translation>
    </message>
    <message>
        <source>Visibility 0: no ball</source>
        <translation>可见度 0：无球</translation>
    </message>
    <message>
        <source>Visibility 1: easy to see</source>
        <translation>可见度 1：清晰可见</translation>
    </message>
    <message>
        <source>Visibility 2: hard to see</source>
        <translation>可见度 2：难以看清</translation>
    </message>
    <message>
        <source>Visibility 3: occluded</source>
        <translation>可见度 3：被遮挡</translation>
    </message>
    <message>
        <source>What can be done with the match or stretch under the mouse, else with the frame in view</source>
        <translation>可对鼠标所指的比赛或片段进行的操作，否则是对当前帧的操作</translation>
    </message>
    <message>
        <source>Whole match on the timeline</source>
        <translation>时间轴显示整场比赛</translation>
    </message>
    <message>
        <source>Worst frame first</source>
        <translation>最可疑的帧</translation>
    </message>
    <message>
        <source>Write a page about the labels: coverage, confidence, corrections, speed</source>
        <translation>生成标注报告网页：覆盖率、置信度、修正、球速</translation>
    </message>
    <message>
        <source>Write a stretch of the video with trail and marker as mp4</source>
        <translation>将一段视频连同轨迹和标记导出为 mp4</translation>
    </message>
    <message>
        <source>Write when each rally begins and ends, and how often the ball is hit, as CSV</source>
        <translation>将每个回合的起止时间和击球次数写入 CSV</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Zoom timeline in</source>
        <translation>放大时间轴</translation>
    </message>
    <message>
        <source>Zoom timeline out</source>
        <translation>缩小时间轴</translation>
    </message>
    <message>
        <source>imgLabel</source>
        <translation>imgLabel</translation>
    </message>
    <message>
        <source>中文</source>
        <translation>中文</translation>
    </message>
</context>
<context>
    <name>Beside</name>
    <message>
        <source>About Rallymark</source>
        <translation>关于 Rallymark</translation>
    </message>
</context>
<context>
    <name>Bindings</name>
    <message>
        <source>&lt;p&gt;Frame-exact ball labels for racket-sport video: TrackNetV5 pre-labels, a person corrects, the model learns.&lt;/p&gt;&lt;p&gt;MIT licence.&lt;/p&gt;</source>
        <translation>&lt;p&gt;为羽毛球、网球等比赛视频提供逐帧精确的球标注：TrackNetV5 预标注，人工修正，模型再学习。&lt;/p&gt;&lt;p&gt;MIT 许可证。&lt;/p&gt;</translation>
    </message>
    <message>
        <source>A job is running. The language changes at the next start.</source>
        <translation>有任务正在运行，语言将在下次启动时切换。</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>全部快捷键</translation>
    </message>
    <message>
        <source>Stop it and change now</source>
        <translation>停止任务并立即切换</translation>
    </message>
    <message>
        <source>The panels come back with {key}.</source>
        <translation>按 {key} 可恢复面板。</translation>
    </message>
    <message>
        <source>{action}: {obstacle}.</source>
        <translation>{action}：{obstacle}。</translation>
    </message>
    <message>
        <source>{prelabel} lets the model find the ball, {next} goes to the next stretch worth a look, a click puts the ball right, {accept} accepts.</source>
        <translation>{prelabel} 让模型找球，{next} 转到下一个待查片段，单击修正球的位置，{accept} 接受。</translation>
    </message>
</context>
<context>
    <name>Claim</name>
    <message>
        <source>{name} is open in another window as well. Work in one of them: neither sees what the other changes.</source>
        <translation>{name} 也在另一个窗口中打开了。请只在其中一个里工作：两边都看不到对方的更改。</translation>
    </message>
</context>
<context>
    <name>ClipDialog</name>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export annotated clip</source>
        <translation>导出带标注的片段</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>First frame</source>
        <translation>第一帧</translation>
    </message>
    <message>
        <source>Frame number and time</source>
        <translation>帧号与时间</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Frames of your choice</source>
        <translation>自选帧</translation>
    </message>
    <message>
        <source>Last frame</source>
        <translation>最后一帧</translation>
    </message>
    <message>
        <source>Marker</source>
        <translation>标记点</translation>
    </message>
    <message>
        <source>Painted on the picture</source>
        <translation>绘制在画面上</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>The ball of each frame, by who says so</source>
        <translation>每一帧的球，按来源区分</translation>
    </message>
    <message>
        <source>The clip cannot take the place of its own video.</source>
        <translation>片段不能覆盖它自己的源视频。</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>球轨迹</translation>
    </message>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Where the ball came from</source>
        <translation>球的来路</translation>
    </message>
    <message>
        <source>{count} frames, {time} long</source>
        <translation>{count} 帧，时长 {time}</translation>
    </message>
</context>
<context>
    <name>ClipProgress</name>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
</context>
<context>
    <name>Closing</name>
    <message>
        <source>A clip is still being written.</source>
        <translation>片段仍在写入。</translation>
    </message>
    <message>
        <source>Close Rallymark</source>
        <translation>关闭 Rallymark</translation>
    </message>
    <message>
        <source>Closing now gives up what is not finished.</source>
        <translation>现在关闭将放弃尚未完成的内容。</translation>
    </message>
    <message>
        <source>Discard and close</source>
        <translation>放弃并关闭</translation>
    </message>
    <message>
        <source>Fine-tuning is still running.</source>
        <translation>微调仍在运行。</translation>
    </message>
    <message>
        <source>Keep the weights, then close</source>
        <translation>保留权重后关闭</translation>
    </message>
    <message>
        <source>Stay</source>
        <translation>留下</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Command palette</source>
        <translation>命令面板</translation>
    </message>
    <message>
        <source>No action is called “{words}”.</source>
        <translation>没有名为“{words}”的操作。</translation>
    </message>
    <message>
        <source>Search actions</source>
        <translation>搜索操作</translation>
    </message>
    <message>
        <source>What do you want to do?</source>
        <translation>您想做什么？</translation>
    </message>
</context>
<context>
    <name>Correct</name>
    <message>
        <source>Frame {frame} has a ball: the nudge keys move it.</source>
        <translation>第 {frame} 帧已有球：用微移键移动它。</translation>
    </message>
    <message>
        <source>Frame {frame} was not on screen yet, so nothing was changed.</source>
        <translation>第 {frame} 帧尚未显示，因此没有做任何更改。</translation>
    </message>
    <message>
        <source>There is no event further on in this direction.</source>
        <translation>这个方向上没有更多事件了。</translation>
    </message>
    <message>
        <source>There is no mark of yours further on in this direction.</source>
        <translation>这个方向上没有更多您的标记。</translation>
    </message>
    <message>
        <source>You have said so of frame {frame} already.</source>
        <translation>第 {frame} 帧您已经这样标过了。</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Copy details</source>
        <translation>复制详情</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Save report</source>
        <translation>保存报告</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation>出错了</translation>
    </message>
    <message>
        <source>Something went wrong in Rallymark</source>
        <translation>Rallymark 出错了</translation>
    </message>
    <message>
        <source>The details are on the clipboard.</source>
        <translation>详细信息已在剪贴板中。</translation>
    </message>
    <message>
        <source>The report cannot be written to {folder} ({reason}).</source>
        <translation>无法将报告写入 {folder}（{reason}）。</translation>
    </message>
    <message>
        <source>The report is saved: {path}</source>
        <translation>报告已保存：{path}</translation>
    </message>
    <message>
        <source>Your marks are safe: each one was saved when you made it. You can go on working; if the window misbehaves, close it and open the match again. The text below and the log help to find the mistake.</source>
        <translation>您的标记是安全的：每个标记在完成时就已保存。您可以继续工作；如果窗口表现异常，请关闭后重新打开比赛。下面的文字和日志有助于找出错误。</translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>The demo rally cannot be copied to {folder}: {reason}.</source>
        <translation>无法将演示回合复制到 {folder}：{reason}。</translation>
    </message>
</context>
<context>
    <name>DoneEdits</name>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>{done} One mark of yours was replaced.</source>
        <translation>{done}您的 1 个标记被替换。</translation>
    </message>
    <message>
        <source>{done} {count} marks of yours were replaced.</source>
        <translation>{done}您的 {count} 个标记被替换。</translation>
    </message>
</context>
<context>
    <name>Drop</name>
    <message>
        <source>Cannot use {name}: drop a video, a project, labels (.csv, .json, .xml, .txt), weights or a folder of matches.</source>
        <translation>无法使用 {name}：请拖入视频、项目、标注（.csv、.json、.xml、.txt）、权重或比赛文件夹。</translation>
    </message>
    <message>
        <source>Import the labels in {name}</source>
        <translation>导入 {name} 中的标注</translation>
    </message>
    <message>
        <source>Labels: open their video first</source>
        <translation>标注文件：请先打开对应的视频</translation>
    </message>
    <message>
        <source>List the matches in {name}</source>
        <translation>列出 {name} 中的比赛</translation>
    </message>
    <message>
        <source>Not all of it was used.</source>
        <translation>有些文件没有用上。</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Pre-label with {name}</source>
        <translation>使用 {name} 预标注</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} 及另外 {count} 个</translation>
    </message>
    <message>
        <source>{names}: no video, project, labels, weights or folder</source>
        <translation>{names}：不是视频、项目、标注、权重或文件夹</translation>
    </message>
    <message>
        <source>{names}: one file of labels or weights at a time</source>
        <translation>{names}：一次只能使用一个标注或权重文件</translation>
    </message>
    <message>
        <source>{names}: one match, or folder of matches, at a time</source>
        <translation>{names}：一次只能打开一场比赛或一个比赛文件夹</translation>
    </message>
</context>
<context>
    <name>EmptyQueue</name>
    <message>
        <source>All that looks suspicious lies in stretches that are left out.</source>
        <translation>所有可疑之处都在已排除的片段中。</translation>
    </message>
    <message>
        <source>Done: every doubt is settled</source>
        <translation>完成：所有疑问都已解决</translation>
    </message>
    <message>
        <source>Every frame is reviewed</source>
        <translation>所有帧都已审查</translation>
    </message>
    <message>
        <source>Frames worth a second look appear here.</source>
        <translation>值得再看一眼的帧会出现在这里。</translation>
    </message>
    <message>
        <source>Looking for the frames that are worth a look…</source>
        <translation>正在查找值得一看的帧…</translation>
    </message>
    <message>
        <source>None of the {count} doubtful frames passes the filter. Show all again with {key}.</source>
        <translation>{count} 个存疑帧都不符合筛选条件。按 {key} 重新显示全部。</translation>
    </message>
    <message>
        <source>Nothing left above a doubt of {bar}. From {lower} on, one more frame is a little doubtful.</source>
        <translation>疑问不低于 {bar} 的帧都已处理。降到 {lower}，还有 1 帧略有疑问。</translation>
    </message>
    <message>
        <source>Nothing left above a doubt of {bar}. From {lower} on, {count} more frames are a little doubtful.</source>
        <translation>疑问不低于 {bar} 的帧都已处理。降到 {lower}，还有 {count} 帧略有疑问。</translation>
    </message>
    <message>
        <source>Nothing left that looks suspicious in what is pre-labelled; {count} frames have no answer yet. {advice}.</source>
        <translation>已预标注的部分没有可疑之处了；还有 {count} 帧没有结果。{advice}。</translation>
    </message>
    <message>
        <source>Pre-label the match</source>
        <translation>请先预标注比赛</translation>
    </message>
    <message>
        <source>Pre-label the rest</source>
        <translation>预标注其余的帧</translation>
    </message>
    <message>
        <source>Pre-labelling is paused; the frames the model is unsure of appear here.</source>
        <translation>预标注已暂停；模型没有把握的帧会出现在这里。</translation>
    </message>
    <message>
        <source>Pre-labelling is still going on; the frames the model is unsure of appear here.</source>
        <translation>预标注仍在进行；模型没有把握的帧会出现在这里。</translation>
    </message>
    <message>
        <source>The model found a ball in only {found} of {answered} frames, so there is nothing to compare. Lower the threshold (Frame tab), try other weights, or mark some frames and fine-tune.</source>
        <translation>模型只在 {answered} 帧中的 {found} 帧找到了球，因此无从比较。请降低阈值（“帧”标签页）、换用其他权重，或标记一些帧后进行微调。</translation>
    </message>
    <message>
        <source>This match is pre-labelled next; the frames the model is unsure of appear here.</source>
        <translation>下一场就预标注这场比赛；模型没有把握的帧会出现在这里。</translation>
    </message>
    <message>
        <source>This match waits to be pre-labelled, number {place} in the queue; the frames the model is unsure of appear here.</source>
        <translation>这场比赛正在等待预标注，排在第 {place} 位；模型没有把握的帧会出现在这里。</translation>
    </message>
    <message>
        <source>{advice}; the frames the model is unsure of appear here.</source>
        <translation>{advice}；模型没有把握的帧会出现在这里。</translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Choose a match</source>
        <translation>选择一场比赛</translation>
    </message>
    <message>
        <source>Counting the frames…</source>
        <translation>正在统计帧数…</translation>
    </message>
    <message>
        <source>Drop a video or a project here.
The model finds the ball; you correct it.</source>
        <translation>将视频或项目拖到这里。
模型找球，您来修正。</translation>
    </message>
    <message>
        <source>Open a match</source>
        <translation>打开一场比赛</translation>
    </message>
    <message>
        <source>Open another…</source>
        <translation>打开其他…</translation>
    </message>
    <message>
        <source>Open video or project…</source>
        <translation>打开视频或项目…</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>打开 {name}</translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation>正在打开 {name}…</translation>
    </message>
    <message>
        <source>Reading the labels…</source>
        <translation>正在读取标注…</translation>
    </message>
    <message>
        <source>Recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>Try the demo rally</source>
        <translation>试试演示回合</translation>
    </message>
    <message>
        <source>{folder} holds {count} matches. Click one in the list at the left, or go through them with {previous} and {next}.</source>
        <translation>{folder} 中有 {count} 场比赛。单击左侧列表中的一场，或用 {previous} 和 {next} 逐场切换。</translation>
    </message>
    <message>
        <source>{folder} holds {count} matches. {list} lists them, {previous} and {next} go through them.</source>
        <translation>{folder} 中有 {count} 场比赛。按 {list} 列出它们，按 {previous} 和 {next} 逐场切换。</translation>
    </message>
    <message>
        <source>{name} is not there any more; click to forget it</source>
        <translation>{name} 已不存在；单击以移除</translation>
    </message>
</context>
<context>
    <name>Engine</name>
    <message>
        <source>.</source>
        <translation>。</translation>
    </message>
    <message>
        <source>A ball cannot be placed and said to be absent at once.</source>
        <translation>不能在放置球的同时又说没有球。</translation>
    </message>
    <message>
        <source>Accept</source>
        <translation>接受</translation>
    </message>
    <message>
        <source>Accept arc of {count} frames</source>
        <translation>接受 {count} 帧的整条弧线</translation>
    </message>
    <message>
        <source>Accept {count} frames</source>
        <translation>接受 {count} 帧</translation>
    </message>
    <message>
        <source>Beside frame {frame} nothing is to fill; place the ball at both ends of the gap.</source>
        <translation>第 {frame} 帧两侧没有需要填补的帧；请在空缺两端放置球。</translation>
    </message>
    <message>
        <source>Between frames {first} and {last} nothing is to fill.</source>
        <translation>第 {first} 与 {last} 帧之间没有需要填补的帧。</translation>
    </message>
    <message>
        <source>Bounce</source>
        <translation>落地</translation>
    </message>
    <message>
        <source>Clear mark</source>
        <translation>清除标记</translation>
    </message>
    <message>
        <source>Clear {count} marks</source>
        <translation>清除 {count} 个标记</translation>
    </message>
    <message>
        <source>Eight-bit integers do not suit this network, so that OpenVINO runs without them: {reason}.</source>
        <translation>八位整数不适合此网络，OpenVINO 将不使用它们：{reason}。</translation>
    </message>
    <message>
        <source>Exclude {count} frames</source>
        <translation>排除 {count} 帧</translation>
    </message>
    <message>
        <source>Fill {count} frames</source>
        <translation>填补 {count} 帧</translation>
    </message>
    <message>
        <source>Frame {frame} has an answer of yours: nothing to accept.</source>
        <translation>第 {frame} 帧已有您的标记：无需接受。</translation>
    </message>
    <message>
        <source>Frame {frame} has no answer to accept; run the model or place the ball yourself.</source>
        <translation>第 {frame} 帧没有可接受的结果；请运行模型或自己放置球。</translation>
    </message>
    <message>
        <source>Frame {frame} has no ball position yet; click where the ball is, then say how well it is seen.</source>
        <translation>第 {frame} 帧还没有球的位置；请先单击球所在处，再说明可见程度。</translation>
    </message>
    <message>
        <source>Frame {frame} has no ball to move; place one first.</source>
        <translation>第 {frame} 帧没有可移动的球；请先放置一个。</translation>
    </message>
    <message>
        <source>Frame {frame} has no mark to take away.</source>
        <translation>第 {frame} 帧没有可清除的标记。</translation>
    </message>
    <message>
        <source>Frame {frame} has {count} peaks, so there is no number {number}.</source>
        <translation>第 {frame} 帧只有 {count} 个峰值，没有第 {number} 个。</translation>
    </message>
    <message>
        <source>Frame {frame} is already verified: nothing to accept.</source>
        <translation>第 {frame} 帧已是“已确认”：无需接受。</translation>
    </message>
    <message>
        <source>Frame {frame} is not in this video of {count} frames.</source>
        <translation>第 {frame} 帧不在这段共 {count} 帧的视频中。</translation>
    </message>
    <message>
        <source>Frame {frame} of {name} cannot be decoded.</source>
        <translation>无法解码 {name} 的第 {frame} 帧。</translation>
    </message>
    <message>
        <source>Frames {first} to {last} are not a range in this video of {count} frames.</source>
        <translation>第 {first} 至 {last} 帧不是这段共 {count} 帧的视频中的有效范围。</translation>
    </message>
    <message>
        <source>Frames {first} to {last} cannot be joined, because there is a cut between them.</source>
        <translation>第 {first} 至 {last} 帧无法连接，因为其间有镜头切换。</translation>
    </message>
    <message>
        <source>Frames {first} to {last} cannot be joined, because you said that there is no ball between them.</source>
        <translation>第 {first} 至 {last} 帧无法连接，因为您已标明其间无球。</translation>
    </message>
    <message>
        <source>Frames {first} to {last} have no marks to take away.</source>
        <translation>第 {first} 至 {last} 帧没有可清除的标记。</translation>
    </message>
    <message>
        <source>Frames {first} to {last} hold no machine&apos;s answers to accept.</source>
        <translation>第 {first} 至 {last} 帧没有可接受的模型结果。</translation>
    </message>
    <message>
        <source>Guess replays and close-ups</source>
        <translation>推测回放与特写</translation>
    </message>
    <message>
        <source>Hit</source>
        <translation>击球</translation>
    </message>
    <message>
        <source>Import another project</source>
        <translation>导入另一个项目</translation>
    </message>
    <message>
        <source>Import events</source>
        <translation>导入事件</translation>
    </message>
    <message>
        <source>Import stretches</source>
        <translation>导入片段</translation>
    </message>
    <message>
        <source>Import {count} labels</source>
        <translation>导入 {count} 条标注</translation>
    </message>
    <message>
        <source>Include {count} frames</source>
        <translation>纳入 {count} 帧</translation>
    </message>
    <message>
        <source>Looking for the mistakes on the training clips.</source>
        <translation>正在查找训练片段上的错误。</translation>
    </message>
    <message>
        <source>Net touch</source>
        <translation>触网</translation>
    </message>
    <message>
        <source>No ball</source>
        <translation>无球</translation>
    </message>
    <message>
        <source>No ball in {count} frames</source>
        <translation>{count} 帧设为无球</translation>
    </message>
    <message>
        <source>No event</source>
        <translation>无事件</translation>
    </message>
    <message>
        <source>No picture of {name} can be decoded: it is damaged or its format is unknown.</source>
        <translation>{name} 的画面全部无法解码：文件已损坏或格式未知。</translation>
    </message>
    <message>
        <source>No project can be written at {path} ({reason}); choose a folder you may write to.</source>
        <translation>无法在 {path} 写入项目（{reason}）；请选择可写的文件夹。</translation>
    </message>
    <message>
        <source>No video with balls can be spared as a whole: a fifth of one is held out to measure, so that the score says little about other videos.</source>
        <translation>没有一个有球的视频可以整段留出：只留出其中一个的五分之一用于评估，因此该分数难以说明其他视频的情况。</translation>
    </message>
    <message>
        <source>No weights are installed; choose a weights file.</source>
        <translation>没有安装权重；请选择一个权重文件。</translation>
    </message>
    <message>
        <source>Nudge ball</source>
        <translation>微移球</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>OpenVINO cannot be used, so that the slower torch runs: {reason}.</source>
        <translation>无法使用 OpenVINO，改用较慢的 torch：{reason}。</translation>
    </message>
    <message>
        <source>Other frames are held out than before: what was measured on those does not count.</source>
        <translation>留出的帧与之前不同：在之前那些帧上测得的结果不再作数。</translation>
    </message>
    <message>
        <source>Out of GPU memory: going on with batches of {count}.</source>
        <translation>GPU 内存不足：改用大小为 {count} 的批次。</translation>
    </message>
    <message>
        <source>Place ball</source>
        <translation>放置球</translation>
    </message>
    <message>
        <source>Preparing {name} for this processor: once for these weights, about ten seconds.</source>
        <translation>正在为此处理器准备 {name}：每个权重只需一次，约十秒。</translation>
    </message>
    <message>
        <source>Preparing {name} for this processor: once for these weights, up to three minutes.</source>
        <translation>正在为此处理器准备 {name}：每个权重只需一次，最多三分钟。</translation>
    </message>
    <message>
        <source>Take peak {number}</source>
        <translation>采用峰值 {number}</translation>
    </message>
    <message>
        <source>The GPU has too little free memory for the model: close other programs that use it, or choose the device cpu.</source>
        <translation>GPU 的可用内存不足以运行模型：请关闭其他占用 GPU 的程序，或选择 CPU。</translation>
    </message>
    <message>
        <source>The GPU ran out of memory: going on with {count} {windows} at a time.</source>
        <translation>GPU 内存不足：改为每次处理 {count} 个{windows}。</translation>
    </message>
    <message>
        <source>The disk did not take the last edits of {path} ({error}); copy it to another disk.</source>
        <translation>磁盘未能写入 {path} 的最近修改（{error}）；请将其复制到其他磁盘。</translation>
    </message>
    <message>
        <source>The disk is full, so the project {path} cannot be saved.</source>
        <translation>磁盘已满，无法保存项目 {path}。</translation>
    </message>
    <message>
        <source>The disk is full, so {path} cannot be written.</source>
        <translation>磁盘已满，无法写入 {path}。</translation>
    </message>
    <message>
        <source>The file says nothing that is not in the project already.</source>
        <translation>文件中的内容项目里都已经有了。</translation>
    </message>
    <message>
        <source>The labels {path} cannot be read ({reason}).</source>
        <translation>无法读取标注 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>The name {name} is too long for a project, whose other files have longer ones; choose a shorter name.</source>
        <translation>名称 {name} 对项目来说太长，其附属文件的名称还会更长；请选择更短的名称。</translation>
    </message>
    <message>
        <source>The new weights are better by {gain} F1.</source>
        <translation>新权重的 F1 提高了 {gain}。</translation>
    </message>
    <message>
        <source>The new weights are worse by {gain} F1: keep the old ones, or train on more corrected frames.</source>
        <translation>新权重的 F1 降低了 {gain}：请保留旧权重，或用更多修正过的帧训练。</translation>
    </message>
    <message>
        <source>The new weights are {side} by {gain} F1, within chance: {frames} frames held out.</source>
        <translation>新权重的 F1 {side} {gain}，属于偶然波动范围：留出 {frames} 帧。</translation>
    </message>
    <message>
        <source>The new weights score the same as the old ones.</source>
        <translation>新权重与旧权重得分相同。</translation>
    </message>
    <message>
        <source>The position ({x}, {y}) is not a point in the picture.</source>
        <translation>位置（{x}, {y}）不在画面内。</translation>
    </message>
    <message>
        <source>The project {path} belongs to another video: {difference}.</source>
        <translation>项目 {path} 属于另一个视频：{difference}。</translation>
    </message>
    <message>
        <source>The project {path} cannot be copied ({reason}).</source>
        <translation>无法复制项目 {path}（{reason}）。</translation>
    </message>
    <message>
        <source>The project {path} cannot be read; it is a folder or not yours.</source>
        <translation>无法读取项目 {path}；它是文件夹，或您没有权限。</translation>
    </message>
    <message>
        <source>The project {path} cannot be written; copy it to a folder you may write to.</source>
        <translation>无法写入项目 {path}；请将它复制到可写的文件夹。</translation>
    </message>
    <message>
        <source>The project {path} cannot be written; copy it, and {log} with it, to a folder you may write to.</source>
        <translation>无法写入项目 {path}；请将它连同 {log} 一起复制到可写的文件夹。</translation>
    </message>
    <message>
        <source>The project {path} is damaged; restore it from a backup or start a new project.</source>
        <translation>项目 {path} 已损坏；请从备份恢复，或新建项目。</translation>
    </message>
    <message>
        <source>The project {path} is in use by another program; close that and try again.</source>
        <translation>项目 {path} 正被另一个程序使用；请关闭该程序后重试。</translation>
    </message>
    <message>
        <source>The project {path} was changed by another window; open it again and repeat the edit.</source>
        <translation>项目 {path} 已被另一个窗口修改；请重新打开后再次编辑。</translation>
    </message>
    <message>
        <source>The project {path} was made by a newer version of Rallymark; update to open it.</source>
        <translation>项目 {path} 由更新版本的 Rallymark 创建；请升级后再打开。</translation>
    </message>
    <message>
        <source>The range of frames {first} to {last} is empty.</source>
        <translation>第 {first} 至 {last} 帧的范围是空的。</translation>
    </message>
    <message>
        <source>The weights to start from find hardly a ball where the held-out labels have one: look whether the labels are of these videos and in their pixels.</source>
        <translation>起始权重在留出帧中几乎没有在标注的位置找到球：请检查标注是否属于这些视频，坐标是否为视频像素。</translation>
    </message>
    <message>
        <source>The weights to start from have learnt from {videos} before, held out now to measure: they score better there than on videos that are new to them.</source>
        <translation>起始权重之前已经学过 {videos}，而现在用它来测量：权重在其中的得分会高于在没学过的视频上的得分。</translation>
    </message>
    <message>
        <source>There are too few corrected frames to learn from: correct or accept at least two.</source>
        <translation>可供学习的修正帧太少：请至少修正或接受两帧。</translation>
    </message>
    <message>
        <source>There is already a file at {path}; open it or choose another name.</source>
        <translation>{path} 处已有文件；请打开它，或另选名称。</translation>
    </message>
    <message>
        <source>There is no ball in frame {frame}, so there is no arc to accept.</source>
        <translation>第 {frame} 帧没有球，因此没有可接受的弧线。</translation>
    </message>
    <message>
        <source>There is no ball in frame {frame}, so there is no arc to take out.</source>
        <translation>第 {frame} 帧没有球，因此没有可去除的弧线。</translation>
    </message>
    <message>
        <source>There is no file {path}.</source>
        <translation>文件 {path} 不存在。</translation>
    </message>
    <message>
        <source>There is no position of yours {side} frame {frame} to draw the line from; place the ball at both ends of the gap.</source>
        <translation>第 {frame} 帧{side}没有您给出的位置可供连线；请在空缺两端放置球。</translation>
    </message>
    <message>
        <source>There is no project at {path}.</source>
        <translation>{path} 处没有项目。</translation>
    </message>
    <message>
        <source>There is no weights file at {path}.</source>
        <translation>{path} 处没有权重文件。</translation>
    </message>
    <message>
        <source>There is too little free memory for the model.</source>
        <translation>可用内存不足以运行模型。</translation>
    </message>
    <message>
        <source>This machine has no usable {kind} device: choose auto or cpu.</source>
        <translation>此机器没有可用的 {kind} 设备：请选择自动或 CPU。</translation>
    </message>
    <message>
        <source>Too few balls are labelled to set some aside: what is learnt cannot be measured, and the last weights are kept.</source>
        <translation>标注的球太少，无法留出一部分：结果无法评估，保留最后的权重。</translation>
    </message>
    <message>
        <source>Visibility {value}</source>
        <translation>可见度 {value}</translation>
    </message>
    <message>
        <source>You have said of frame {frame} that there is no ball.</source>
        <translation>您已将第 {frame} 帧标为无球。</translation>
    </message>
    <message>
        <source>You have said of frames {first} to {last} that there is no ball.</source>
        <translation>您已将第 {first} 至 {last} 帧标为无球。</translation>
    </message>
    <message>
        <source>after</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>better</source>
        <translation>提高了</translation>
    </message>
    <message>
        <source>both have {measures}, but the content of the files differs ({known} and {found} bytes)</source>
        <translation>两者都有 {measures}，但文件内容不同（{known} 与 {found} 字节）</translation>
    </message>
    <message>
        <source>its video has {theirs}, this one has {this}</source>
        <translation>它的视频有 {theirs}，此视频有 {this}</translation>
    </message>
    <message>
        <source>window</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>windows</source>
        <translation>窗口</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>降低了</translation>
    </message>
    <message>
        <source>{count} frames accepted.</source>
        <translation>已接受 {count} 帧。</translation>
    </message>
    <message>
        <source>{count} frames back in play.</source>
        <translation>{count} 帧重新计入比赛。</translation>
    </message>
    <message>
        <source>{count} frames filled.</source>
        <translation>已填补 {count} 帧。</translation>
    </message>
    <message>
        <source>{count} frames left out.</source>
        <translation>已排除 {count} 帧。</translation>
    </message>
    <message>
        <source>{count} frames of the flight accepted.</source>
        <translation>已接受整段飞行的 {count} 帧。</translation>
    </message>
    <message>
        <source>{count} frames of {width}×{height} ({seconds} s)</source>
        <translation>{count} 帧，{width}×{height}（{seconds} 秒）</translation>
    </message>
    <message>
        <source>{count} marks taken away.</source>
        <translation>已清除 {count} 个标记。</translation>
    </message>
    <message>
        <source>{count} places to train on more often.</source>
        <translation>{count} 处将更频繁地训练。</translation>
    </message>
    <message>
        <source>{name} cannot be read ({reason}).</source>
        <translation>无法读取 {name}（{reason}）。</translation>
    </message>
    <message>
        <source>{name} cannot be read: permission denied.</source>
        <translation>无法读取 {name}：没有权限。</translation>
    </message>
    <message>
        <source>{name} does not say which network it belongs to.</source>
        <translation>{name} 未说明属于哪个网络。</translation>
    </message>
    <message>
        <source>{name} has an unreadable description ({reason}).</source>
        <translation>{name} 的描述无法读取（{reason}）。</translation>
    </message>
    <message>
        <source>{name} holds no frames.</source>
        <translation>{name} 中没有帧。</translation>
    </message>
    <message>
        <source>{name} holds no video.</source>
        <translation>{name} 中没有视频。</translation>
    </message>
    <message>
        <source>{name} holds no weights that can be read: it is damaged, cut off, or another kind of file.</source>
        <translation>{name} 中没有可读取的权重：文件已损坏、不完整，或不是权重文件。</translation>
    </message>
    <message>
        <source>{name} holds only sound, no picture.</source>
        <translation>{name} 只有声音，没有画面。</translation>
    </message>
    <message>
        <source>{name} is damaged: {tensor} holds values that are no numbers.</source>
        <translation>{name} 已损坏：{tensor} 含有非数值。</translation>
    </message>
    <message>
        <source>{name} is empty (0 bytes): copy or download it again.</source>
        <translation>{name} 是空文件（0 字节）：请重新复制或下载。</translation>
    </message>
    <message>
        <source>{name} is in a video format that cannot be decoded here.</source>
        <translation>{name} 的视频格式无法在此解码。</translation>
    </message>
    <message>
        <source>{name} is not a video that can be read: it is damaged, cut off before its index was written, or another kind of file.</source>
        <translation>{name} 不是可读取的视频：它已损坏、在写入索引前被截断，或是其他类型的文件。</translation>
    </message>
    <message>
        <source>{name} is not a {network} checkpoint: {missing} tensors are missing and {extra} are unknown (for instance {example}).</source>
        <translation>{name} 不是 {network} 的权重：缺少 {missing} 个张量，{extra} 个未知（例如 {example}）。</translation>
    </message>
    <message>
        <source>{name} was written by a newer Rallymark; please update.</source>
        <translation>{name} 由更新版本的 Rallymark 写入；请升级。</translation>
    </message>
    <message>
        <source>{path} cannot be written ({reason}); choose a folder you may write to.</source>
        <translation>无法写入 {path}（{reason}）；请选择可写的文件夹。</translation>
    </message>
    <message>
        <source>{path} goes with a longer recording by now; open it again.</source>
        <translation>{path} 现在对应的录像更长；请重新打开。</translation>
    </message>
    <message>
        <source>{path} is empty.</source>
        <translation>{path} 是空文件。</translation>
    </message>
    <message>
        <source>{path} is not a Rallymark project.</source>
        <translation>{path} 不是 Rallymark 项目。</translation>
    </message>
    <message>
        <source>{path} is not a text file, so it holds no labels.</source>
        <translation>{path} 不是文本文件，因此不含标注。</translation>
    </message>
</context>
<context>
    <name>Events</name>
    <message>
        <source>bounce</source>
        <translation>落地</translation>
    </message>
    <message>
        <source>hit</source>
        <translation>击球</translation>
    </message>
    <message>
        <source>net</source>
        <translation>触网</translation>
    </message>
    <message>
        <source>no event</source>
        <translation>无事件</translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>All balls lie in the upper left quarter of the picture: were they labelled on a smaller copy of the video?</source>
        <translation>所有球都在画面的左上四分之一：它们是在视频的缩小副本上标注的吗？</translation>
    </message>
    <message>
        <source>Imported {count} labels from {name} ({dialect}), in place of {replaced} mark of yours; undo takes that back.</source>
        <translation>已从 {name}（{dialect}）导入 {count} 条标注，替换了您的 {replaced} 个标记；可以撤销。</translation>
    </message>
    <message>
        <source>Imported {count} labels from {name} ({dialect}), in place of {replaced} marks of yours; undo takes that back.</source>
        <translation>已从 {name}（{dialect}）导入 {count} 条标注，替换了您的 {replaced} 个标记；可以撤销。</translation>
    </message>
    <message>
        <source>Imported {count} labels from {name} ({dialect}); undo takes that back.</source>
        <translation>已从 {name}（{dialect}）导入 {count} 条标注；可以撤销。</translation>
    </message>
    <message>
        <source>Imported {what} from {name} (another project), in place of what you had said of {replaced} frames; undo takes that back.</source>
        <translation>已从 {name}（另一个项目）导入 {what}，替换了您对 {replaced} 帧的说法；可以撤销。</translation>
    </message>
    <message>
        <source>Imported {what} from {name} (another project); undo takes that back.</source>
        <translation>已从 {name}（另一个项目）导入 {what}；可以撤销。</translation>
    </message>
    <message>
        <source>It is {tool}</source>
        <translation>是 {tool}</translation>
    </message>
    <message>
        <source>Keep mine</source>
        <translation>保留我的标注</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>They are a model&apos;s</source>
        <translation>这些是模型的答案</translation>
    </message>
    <message>
        <source>They begin at frame 1, and frames count from 0: should they begin at 0?</source>
        <translation>标注从第 1 帧开始，而帧号从 0 算起：它们应从 0 开始吗？</translation>
    </message>
    <message>
        <source>They stop at frame {last}, the video at {end}: are they of another video?</source>
        <translation>标注止于第 {last} 帧，视频止于第 {end} 帧：这些是另一个视频的标注吗？</translation>
    </message>
    <message>
        <source>They were labelled on pictures of {width}×{height} and are scaled to the video.</source>
        <translation>这些标注是在 {width}×{height} 的画面上做的，已换算到视频的尺寸。</translation>
    </message>
    <message>
        <source>Where the file names no source, they are taken for a model&apos;s.</source>
        <translation>文件未注明来源的标注视为模型的答案。</translation>
    </message>
    <message>
        <source>{count} events</source>
        <translation>{count} 个事件</translation>
    </message>
    <message>
        <source>{count} labels</source>
        <translation>{count} 条标注</translation>
    </message>
    <message>
        <source>{count} ranges</source>
        <translation>{count} 个片段</translation>
    </message>
    <message>
        <source>{name} holds labels: open the video they belong to first.</source>
        <translation>{name} 是标注文件：请先打开它所属的视频。</translation>
    </message>
    <message>
        <source>{name} is written: {answered} of {frames} frames have an answer.</source>
        <translation>已写入 {name}：{frames} 帧中有 {answered} 帧有结果。</translation>
    </message>
    <message>
        <source>{name} is written: {answered} of {frames} frames have an answer; {count} of replays, close-ups and breaks are left out.</source>
        <translation>已写入 {name}：{frames} 帧中有 {answered} 帧有结果；回放、特写和间歇的 {count} 帧未写入。</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>All frames</source>
        <translation>所有帧</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>选择…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation>导出标注</translation>
    </message>
    <message>
        <source>File</source>
        <translation>文件</translation>
    </message>
    <message>
        <source>Format</source>
        <translation>格式</translation>
    </message>
    <message>
        <source>Frame, Visibility, X, Y in whole pixels</source>
        <translation>Frame、Visibility、X、Y，坐标为整数像素</translation>
    </message>
    <message>
        <source>Human and verified</source>
        <translation>人工与已确认</translation>
    </message>
    <message>
        <source>Human only</source>
        <translation>仅人工</translation>
    </message>
    <message>
        <source>Label CSV</source>
        <translation>标注 CSV</translation>
    </message>
    <message>
        <source>Label.csv with the status: flying, hit or bounce</source>
        <translation>带状态（飞行、击球或落地）的 Label.csv</translation>
    </message>
    <message>
        <source>Labels</source>
        <translation>标注</translation>
    </message>
    <message>
        <source>Lossless: decimals, score, source and time of every frame</source>
        <translation>无损：每一帧的小数坐标、得分、来源和时间</translation>
    </message>
    <message>
        <source>Replays, close-ups and breaks too</source>
        <translation>也包括回放、特写和间歇</translation>
    </message>
    <message>
        <source>The model&apos;s answers and yours</source>
        <translation>模型的结果和您的标记</translation>
    </message>
    <message>
        <source>What a person placed</source>
        <translation>人工放置的标记</translation>
    </message>
    <message>
        <source>What a person placed or accepted</source>
        <translation>人工放置或接受的标记</translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>All files</source>
        <translation>所有文件</translation>
    </message>
    <message>
        <source>Copy the project to</source>
        <translation>将项目复制到</translation>
    </message>
    <message>
        <source>Import labels</source>
        <translation>导入标注</translation>
    </message>
    <message>
        <source>Labels and projects</source>
        <translation>标注和项目</translation>
    </message>
    <message>
        <source>Open a folder of matches</source>
        <translation>打开比赛文件夹</translation>
    </message>
    <message>
        <source>Open a video or a project</source>
        <translation>打开视频或项目</translation>
    </message>
    <message>
        <source>Open weights</source>
        <translation>打开权重</translation>
    </message>
    <message>
        <source>Replace</source>
        <translation>替换</translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation>要替换这个文件吗？</translation>
    </message>
    <message>
        <source>Videos</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>Videos and projects</source>
        <translation>视频和项目</translation>
    </message>
    <message>
        <source>Weights</source>
        <translation>权重</translation>
    </message>
    <message>
        <source>Where is {video} of the project {project}?</source>
        <translation>项目 {project} 的视频 {video} 在哪里？</translation>
    </message>
    <message>
        <source>the video</source>
        <translation>视频</translation>
    </message>
    <message>
        <source>{name} exists already. What it holds is lost if you replace it.</source>
        <translation>{name} 已存在。替换后其中的内容将丢失。</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Copy it and open…</source>
        <translation>复制并打开…</translation>
    </message>
    <message>
        <source>Look for it</source>
        <translation>查找它</translation>
    </message>
    <message>
        <source>Nothing on this system can show {path}.</source>
        <translation>本系统上没有程序可以显示 {path}。</translation>
    </message>
    <message>
        <source>Open that one</source>
        <translation>打开已有的</translation>
    </message>
    <message>
        <source>Rallymark was not closed properly. {name} opens where you were.</source>
        <translation>上次 Rallymark 没有正常关闭。{name} 将在您离开的位置打开。</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Show log</source>
        <translation>显示日志</translation>
    </message>
    <message>
        <source>its video</source>
        <translation>其视频</translation>
    </message>
    <message>
        <source>{project} needs {video}, which is not where it was.</source>
        <translation>{project} 需要 {video}，但它已不在原来的位置。</translation>
    </message>
</context>
<context>
    <name>FineTune</name>
    <message>
        <source>Choose at least one match or folder to learn from.</source>
        <translation>请至少选择一场比赛或一个文件夹用于学习。</translation>
    </message>
    <message>
        <source>Fine-tuning broke off by a mistake in the program. No weights were written; your marks are as they were. The log helps to find the mistake.</source>
        <translation>微调因程序出错而中断。没有写入权重；您的标记保持不变。日志有助于查找错误。</translation>
    </message>
    <message>
        <source>Fine-tuning is done</source>
        <translation>微调已完成</translation>
    </message>
    <message>
        <source>Fine-tuning was cancelled; nothing was kept.</source>
        <translation>微调已取消，没有保留任何结果。</translation>
    </message>
    <message>
        <source>Fine-tuning was ended by the system, as happens where memory runs short. No weights were written; your marks are as they were.</source>
        <translation>微调被系统终止，内存不足时会这样。没有写入权重；您的标记保持不变。</translation>
    </message>
    <message>
        <source>Fine-tuning was stopped after epoch {epoch} of {epochs}</source>
        <translation>微调在第 {epoch} 轮（共 {epochs} 轮）后停止</translation>
    </message>
    <message>
        <source>Fine-tuning was stopped before it had learnt anything; nothing was kept.</source>
        <translation>微调在学到任何内容之前已停止，没有保留任何结果。</translation>
    </message>
    <message>
        <source>Fine-tuning was stopped in the first epoch</source>
        <translation>微调在第一轮中停止</translation>
    </message>
    <message>
        <source>Reading the labels…</source>
        <translation>正在读取标注…</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>Use these weights</source>
        <translation>使用这些权重</translation>
    </message>
    <message>
        <source>Writing the weights…</source>
        <translation>正在写入权重…</translation>
    </message>
    <message>
        <source>{ending}: {name}.</source>
        <translation>{ending}：{name}。</translation>
    </message>
    <message>
        <source>{frames} frames to learn from, too few balls to hold some out and measure</source>
        <translation>{frames} 帧用于学习，球太少，无法留出一部分用于评估</translation>
    </message>
    <message>
        <source>{frames} frames to learn from, {held} held out to measure</source>
        <translation>{frames} 帧用于学习，{held} 帧留出用于评估</translation>
    </message>
    <message>
        <source>{name} pre-labels from now on.</source>
        <translation>从现在起使用 {name} 预标注。</translation>
    </message>
</context>
<context>
    <name>ForeignEdits</name>
    <message>
        <source>{file} lacks what another window changed in this project: read it again, and write the file once more.</source>
        <translation>{file} 缺少另一个窗口对此项目所做的修改：请重新读取，然后再次写出该文件。</translation>
    </message>
</context>
<context>
    <name>Former</name>
    <message>
        <source>earlier run</source>
        <translation>上一次运行</translation>
    </message>
</context>
<context>
    <name>FramePanel</name>
    <message>
        <source>Earlier run: {said}</source>
        <translation>上一次运行：{said}</translation>
    </message>
    <message>
        <source>Easy</source>
        <translation>清晰</translation>
    </message>
    <message>
        <source>Easy to see</source>
        <translation>清晰可见</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Hard</source>
        <translation>模糊</translation>
    </message>
    <message>
        <source>Hard to see</source>
        <translation>难以看清</translation>
    </message>
    <message>
        <source>Hidden at a known position</source>
        <translation>被遮挡，但位置已知</translation>
    </message>
    <message>
        <source>No ball</source>
        <translation>无球</translation>
    </message>
    <message>
        <source>No match open</source>
        <translation>没有打开比赛</translation>
    </message>
    <message>
        <source>No position</source>
        <translation>没有位置</translation>
    </message>
    <message>
        <source>None in this frame.</source>
        <translation>此帧没有峰值。</translation>
    </message>
    <message>
        <source>None yet: pre-label first.</source>
        <translation>还没有：请先预标注。</translation>
    </message>
    <message>
        <source>Nothing to see</source>
        <translation>看不到球</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Peaks the model saw</source>
        <translation>模型看到的峰值</translation>
    </message>
    <message>
        <source>The frames around decided, not the best score in this one.</source>
        <translation>由前后帧决定，而非本帧的最高得分。</translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation>可见度</translation>
    </message>
    <message>
        <source>no ball</source>
        <translation>无球</translation>
    </message>
</context>
<context>
    <name>Ghost</name>
    <message>
        <source>changes 1 more frame</source>
        <translation>另外改变 1 帧</translation>
    </message>
    <message>
        <source>changes {count} more frames</source>
        <translation>另外改变 {count} 帧</translation>
    </message>
</context>
<context>
    <name>GoToDialog</name>
    <message>
        <source>0–{last}, or a time as 1:02.5, 62.5 s or pts 31000</source>
        <translation>0–{last}，或时间，如 1:02.5、62.5 s 或 pts 31000</translation>
    </message>
    <message>
        <source>Frame or time</source>
        <translation>帧或时间</translation>
    </message>
    <message>
        <source>Frame {frame} · {time} · PTS {pts}</source>
        <translation>第 {frame} 帧 · {time} · PTS {pts}</translation>
    </message>
    <message>
        <source>Go</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Go to</source>
        <translation>转到</translation>
    </message>
    <message>
        <source>Not a moment of this video</source>
        <translation>不是此视频中的时刻</translation>
    </message>
</context>
<context>
    <name>GrowingRecording</name>
    <message>
        <source>Pre-label them</source>
        <translation>预标注这些帧</translation>
    </message>
    <message>
        <source>Read on</source>
        <translation>继续读取</translation>
    </message>
    <message>
        <source>{name} goes on: there is more of it than when it was opened.</source>
        <translation>{name} 仍在录制：现在的内容比打开时更多。</translation>
    </message>
    <message>
        <source>{name} has grown by {count} frames since it was open last; the labels stay.</source>
        <translation>{name} 自上次打开后增加了 {count} 帧；标注全部保留。</translation>
    </message>
</context>
<context>
    <name>Hud</name>
    <message>
        <source>preview</source>
        <translation>预览</translation>
    </message>
    <message>
        <source>repeats frame {n}</source>
        <translation>重复第 {n} 帧</translation>
    </message>
</context>
<context>
    <name>JobChip</name>
    <message>
        <source>ETA {time}</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>正在加载模型…</translation>
    </message>
    <message>
        <source>Pre-label</source>
        <translation>预标注</translation>
    </message>
    <message>
        <source>Preparing the model…</source>
        <translation>正在准备模型…</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>已暂停</translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation>正在停止…</translation>
    </message>
    <message>
        <source>{number} of {count}</source>
        <translation>第 {number}/{count} 场</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} 帧/秒</translation>
    </message>
</context>
<context>
    <name>KeyEditor</name>
    <message>
        <source>Action</source>
        <translation>操作</translation>
    </message>
    <message>
        <source>Add as another</source>
        <translation>添加为另一个键</translation>
    </message>
    <message>
        <source>Change keys</source>
        <translation>更改快捷键</translation>
    </message>
    <message>
        <source>Click the field or press Enter in it, then the new key.</source>
        <translation>点击输入框（或在其中按回车键），再按新的按键。</translation>
    </message>
    <message>
        <source>Key map</source>
        <translation>键位方案</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>新按键</translation>
    </message>
    <message>
        <source>No action of this name.</source>
        <translation>没有这个名称的操作。</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>不设按键</translation>
    </message>
    <message>
        <source>Press the new key, Tab or Enter as well; Esc keeps it as it was.</source>
        <translation>请按新的按键，Tab 键和回车键也可以；按 Esc 保持原样。</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>重置</translation>
    </message>
    <message>
        <source>Reset all keys</source>
        <translation>重置全部按键</translation>
    </message>
    <message>
        <source>Search actions</source>
        <translation>搜索操作</translation>
    </message>
    <message>
        <source>This is the key already.</source>
        <translation>已经是这个按键了。</translation>
    </message>
    <message>
        <source>Use this key</source>
        <translation>使用此按键</translation>
    </message>
    <message>
        <source>{key} is free.</source>
        <translation>{key} 未被占用。</translation>
    </message>
    <message>
        <source>{key} is the key of “{other}”, which loses it.</source>
        <translation>{key} 是“{other}”的按键，更改后该操作将失去它。</translation>
    </message>
</context>
<context>
    <name>KeyField</name>
    <message>
        <source>Press a key…</source>
        <translation>请按键…</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Change keys…</source>
        <translation>更改快捷键…</translation>
    </message>
    <message>
        <source>Click on the picture</source>
        <translation>单击画面</translation>
    </message>
    <message>
        <source>Correct it</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Double click beside the picture</source>
        <translation>双击画面以外</translation>
    </message>
    <message>
        <source>Drag a point of x or y</source>
        <translation>拖动 x 或 y 的点</translation>
    </message>
    <message>
        <source>Drag the marker</source>
        <translation>拖动标记</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>适应窗口</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>快捷键</translation>
    </message>
    <message>
        <source>Keys ({map})</source>
        <translation>快捷键（{map}）</translation>
    </message>
    <message>
        <source>Middle button, or Space and drag</source>
        <translation>中键，或按住空格拖动</translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation>鼠标</translation>
    </message>
    <message>
        <source>Move the ball</source>
        <translation>移动球</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Place the ball</source>
        <translation>放置球</translation>
    </message>
    <message>
        <source>Select frames</source>
        <translation>选择帧</translation>
    </message>
    <message>
        <source>Shift and drag, timeline</source>
        <translation>按住 Shift 在时间轴上拖动</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation>以光标为中心缩放</translation>
    </message>
    <message>
        <source>▾ More below</source>
        <translation>▾ 下方还有</translation>
    </message>
</context>
<context>
    <name>Legend</name>
    <message>
        <source>Bounce</source>
        <translation>落地</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Heatmap before refinement</source>
        <translation>细化前的热图</translation>
    </message>
    <message>
        <source>Hit</source>
        <translation>击球</translation>
    </message>
    <message>
        <source>Low score: less than {margin} above the threshold. Outlier: the ball jumps off its path; in the picture and the review.</source>
        <translation>低分：比阈值高出不到 {margin}。离群点：球偏离其路径；显示在画面和审阅中。</translation>
    </message>
    <message>
        <source>Motion t → t+1</source>
        <translation>运动 t → t+1</translation>
    </message>
    <message>
        <source>Motion t−1 → t</source>
        <translation>运动 t−1 → t</translation>
    </message>
    <message>
        <source>Net</source>
        <translation>触网</translation>
    </message>
    <message>
        <source>Refinement</source>
        <translation>细化</translation>
    </message>
    <message>
        <source>What the colours mean</source>
        <translation>颜色含义</translation>
    </message>
    <message>
        <source>added</source>
        <translation>增加</translation>
    </message>
    <message>
        <source>brightens</source>
        <translation>变亮</translation>
    </message>
    <message>
        <source>darkens</source>
        <translation>变暗</translation>
    </message>
    <message>
        <source>took away</source>
        <translation>减少</translation>
    </message>
    <message>
        <source>▲ Hit, ▼ bounce, × net: hollow or thin where it is proposed, filled or bold where you named it.</source>
        <translation>▲ 击球，▼ 落地，× 触网：空心或细线为建议，实心或粗线为您所定。</translation>
    </message>
</context>
<context>
    <name>LongEdit</name>
    <message>
        <source>Cancelled: nothing was changed.</source>
        <translation>已取消，未作任何更改。</translation>
    </message>
    <message>
        <source>Many frames are being edited. Wait for it, or cancel it in the status bar.</source>
        <translation>正在编辑大量帧。请等待完成，或在状态栏中取消。</translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>Human</source>
        <translation>人工</translation>
    </message>
    <message>
        <source>Interpolated</source>
        <translation>插值</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>Model, low score</source>
        <translation>模型，低得分</translation>
    </message>
    <message>
        <source>Model: no ball</source>
        <translation>模型：无球</translation>
    </message>
    <message>
        <source>No ball</source>
        <translation>无球</translation>
    </message>
    <message>
        <source>Not processed</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation>遮挡</translation>
    </message>
    <message>
        <source>Outlier</source>
        <translation>离群点</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>hard to see</source>
        <translation>难以看清</translation>
    </message>
    <message>
        <source>human</source>
        <translation>人工</translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation>插值</translation>
    </message>
    <message>
        <source>model</source>
        <translation>模型</translation>
    </message>
    <message>
        <source>verified</source>
        <translation>已确认</translation>
    </message>
    <message>
        <source>{state} (path)</source>
        <translation>{state}（路径）</translation>
    </message>
</context>
<context>
    <name>MessageRow</name>
    <message>
        <source>Dismiss (Esc)</source>
        <translation>关闭（Esc）</translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation>关闭消息</translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>The weights {old} are gone; {new} pre-labels instead.</source>
        <translation>权重 {old} 已不存在，改用 {new} 预标注。</translation>
    </message>
    <message>
        <source>{name} pre-labels from now on.</source>
        <translation>从现在起使用 {name} 预标注。</translation>
    </message>
</context>
<context>
    <name>OpenMatch</name>
    <message>
        <source>Forget it</source>
        <translation>从列表移除</translation>
    </message>
    <message>
        <source>Read it again</source>
        <translation>重新读取</translation>
    </message>
    <message>
        <source>Start a new project</source>
        <translation>新建项目</translation>
    </message>
    <message>
        <source>The folder of {name} cannot be written</source>
        <translation>{name} 所在的文件夹不可写</translation>
    </message>
    <message>
        <source>The name of {name} is too long for a project beside it</source>
        <translation>{name} 的名称太长，旁边无法存放项目</translation>
    </message>
    <message>
        <source>The video of {name} is not where it was; open it to say where.</source>
        <translation>{name} 的视频已不在原处；请打开它并指明位置。</translation>
    </message>
    <message>
        <source>You work on a copy in {folder}; {original} stays as it is.</source>
        <translation>您正在 {folder} 中的副本上工作；{original} 保持不变。</translation>
    </message>
    <message>
        <source>{name} beside the video belongs to another video</source>
        <translation>视频旁边的 {name} 属于另一个视频</translation>
    </message>
    <message>
        <source>{name} cannot be written where it is, in {folder}. Go on in a copy: the original stays as it is.</source>
        <translation>无法在 {folder} 中写入 {name}。可以在副本中继续：原件保持不变。</translation>
    </message>
    <message>
        <source>{name} is damaged or cut off; it has {count} frames that can be read.</source>
        <translation>{name} 已损坏或被截断；其中 {count} 帧可以读取。</translation>
    </message>
    <message>
        <source>{name} is open already.</source>
        <translation>{name} 已经打开。</translation>
    </message>
    <message>
        <source>{reason}, and no project can be kept in {folder} ({error}); set RALLYMARK_HOME to a folder you may write to.</source>
        <translation>{reason}，{folder} 中也无法存放项目（{error}）；请将 RALLYMARK_HOME 设为可写的文件夹。</translation>
    </message>
    <message>
        <source>{reason}, so the project is kept in {folder}.</source>
        <translation>{reason}，因此项目保存在 {folder}。</translation>
    </message>
</context>
<context>
    <name>OpeningChip</name>
    <message>
        <source>Click to stop opening it</source>
        <translation>点击停止打开</translation>
    </message>
    <message>
        <source>Opening {name}: {share} %  ✕</source>
        <translation>正在打开 {name}：{share} %  ✕</translation>
    </message>
</context>
<context>
    <name>Outputs</name>
    <message>
        <source>{name} has the name of a project, which writing would destroy; give the file another name.</source>
        <translation>{name} 是项目文件的名称，写入会毁掉该项目；请为文件另取名称。</translation>
    </message>
    <message>
        <source>{name} is the video of the match, which writing would destroy; give the file another name.</source>
        <translation>{name} 是这场比赛的视频，写入会毁掉它；请为文件另取名称。</translation>
    </message>
</context>
<context>
    <name>OverlayControls</name>
    <message>
        <source>Between</source>
        <translation>间隔</translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation>热图</translation>
    </message>
    <message>
        <source>Motion</source>
        <translation>运动</translation>
    </message>
    <message>
        <source>Motion from the frame before to this one, or from this one to the next</source>
        <translation>从前一帧到此帧，或从此帧到后一帧的运动</translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Overlays</source>
        <translation>叠加层</translation>
    </message>
    <message>
        <source>The model&apos;s answer, its draft, or what refinement (R-STR) changed</source>
        <translation>模型的结果、初稿，或细化（R-STR）带来的变化</translation>
    </message>
    <message>
        <source>Trail</source>
        <translation>球轨迹</translation>
    </message>
    <message>
        <source>change</source>
        <translation>变化</translation>
    </message>
    <message>
        <source>draft</source>
        <translation>初稿</translation>
    </message>
    <message>
        <source>refined</source>
        <translation>细化后</translation>
    </message>
    <message>
        <source>{overlay} opacity</source>
        <translation>{overlay}不透明度</translation>
    </message>
</context>
<context>
    <name>Overview</name>
    <message>
        <source>The whole match; drag the window to move along</source>
        <translation>整场比赛；拖动窗口可移动</translation>
    </message>
</context>
<context>
    <name>Prelabel</name>
    <message>
        <source>All of these frames are left out, so the model was not asked.</source>
        <translation>这些帧都已被排除，因此没有询问模型。</translation>
    </message>
    <message>
        <source>All {frames} frames are pre-labelled ({time}).</source>
        <translation>全部 {frames} 帧已预标注（{time}）。</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>继续</translation>
    </message>
    <message>
        <source>Go on with shipped weights</source>
        <translation>改用自带权重继续</translation>
    </message>
    <message>
        <source>Keep them in</source>
        <translation>保留它们</translation>
    </message>
    <message>
        <source>One more match waits.</source>
        <translation>还有一场比赛在等待。</translation>
    </message>
    <message>
        <source>Open it</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Pre-label again</source>
        <translation>重新预标注</translation>
    </message>
    <message>
        <source>Pre-labelling of {name} stopped at {done} of {total} frames; they are kept.</source>
        <translation>{name} 的预标注在 {done}/{total} 帧处停止；已完成的会保留。</translation>
    </message>
    <message>
        <source>Pre-labelling of {name} stopped before it had answered a frame.</source>
        <translation>{name} 的预标注在标出任何一帧之前已停止。</translation>
    </message>
    <message>
        <source>Pre-labelling stopped at {done} of {total} frames; they are kept.</source>
        <translation>预标注在 {done}/{total} 帧处停止；已完成的会保留。</translation>
    </message>
    <message>
        <source>Pre-labelling stopped before it had answered a frame.</source>
        <translation>预标注在标出任何一帧之前已停止。</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>The one frame is pre-labelled ({time}).</source>
        <translation>唯一的一帧已预标注（{time}）。</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>重试</translation>
    </message>
    <message>
        <source>{count} frame says something else than before; the review asks about it.</source>
        <translation>有 {count} 帧与此前的答案不同，将在审查中询问。</translation>
    </message>
    <message>
        <source>{count} frames say something else than before; the review asks about them.</source>
        <translation>有 {count} 帧与此前的答案不同，将在审查中询问。</translation>
    </message>
    <message>
        <source>{count} more failed; the log says why.</source>
        <translation>另有 {count} 场失败；原因见日志。</translation>
    </message>
    <message>
        <source>{count} more matches wait.</source>
        <translation>还有 {count} 场比赛在等待。</translation>
    </message>
    <message>
        <source>{count} stretch looks like a replay or close-up and is left out.</source>
        <translation>{count} 段看起来是回放或特写，已排除。</translation>
    </message>
    <message>
        <source>{count} stretches look like replays or close-ups and are left out.</source>
        <translation>{count} 段看起来是回放或特写，已排除。</translation>
    </message>
    <message>
        <source>{done} of {total} matches are pre-labelled ({time}).</source>
        <translation>{total} 场比赛中已预标注 {done} 场（{time}）。</translation>
    </message>
    <message>
        <source>{frames} frames from {first} to {last} are tracked again ({time}).</source>
        <translation>第 {first} 至 {last} 帧中有 {frames} 帧已重新追踪（{time}）。</translation>
    </message>
    <message>
        <source>{total} matches are pre-labelled ({time}).</source>
        <translation>{total} 场比赛已全部预标注（{time}）。</translation>
    </message>
    <message>
        <source>{weights} has answered every frame already.</source>
        <translation>{weights} 已标注过所有帧。</translation>
    </message>
</context>
<context>
    <name>PreviewChip</name>
    <message>
        <source>Previews {share} %  ✕</source>
        <translation>预览图 {share} %  ✕</translation>
    </message>
    <message>
        <source>Small pictures for smooth scrubbing are being made in the background. Click to stop; what is done stays.</source>
        <translation>正在后台生成用于流畅拖动的小图。单击可停止；已完成的会保留。</translation>
    </message>
</context>
<context>
    <name>Rallies</name>
    <message>
        <source>1 doubt</source>
        <translation>1 个疑问</translation>
    </message>
    <message>
        <source>Rally {number}</source>
        <translation>第 {number} 回合</translation>
    </message>
    <message>
        <source>frames {first}–{last}</source>
        <translation>第 {first}–{last} 帧</translation>
    </message>
    <message>
        <source>no doubts</source>
        <translation>无疑问</translation>
    </message>
    <message>
        <source>{count} doubts</source>
        <translation>{count} 个疑问</translation>
    </message>
    <message>
        <source>{percent} reviewed</source>
        <translation>已审查 {percent}</translation>
    </message>
    <message>
        <source>{seconds} s · 1 hit</source>
        <translation>{seconds} 秒 · 1 次击球</translation>
    </message>
    <message>
        <source>{seconds} s · {hits} hits</source>
        <translation>{seconds} 秒 · {hits} 次击球</translation>
    </message>
</context>
<context>
    <name>RallyList</name>
    <message>
        <source>No rally begins after this one.</source>
        <translation>此回合之后没有回合。</translation>
    </message>
    <message>
        <source>No rally begins before this.</source>
        <translation>此前没有回合。</translation>
    </message>
</context>
<context>
    <name>RallyPanel</name>
    <message>
        <source>No stretch is long enough, with the ball in flight, for a rally.</source>
        <translation>没有足够长的、球处于飞行中的片段可作为回合。</translation>
    </message>
    <message>
        <source>One rally</source>
        <translation>1 个回合</translation>
    </message>
    <message>
        <source>Pre-label the match</source>
        <translation>请先预标注比赛</translation>
    </message>
    <message>
        <source>Rallies</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>The rallies of a match appear here.</source>
        <translation>比赛的回合会显示在这里。</translation>
    </message>
    <message>
        <source>{advice}; its rallies appear here.</source>
        <translation>{advice}；其回合会显示在这里。</translation>
    </message>
    <message>
        <source>{count} rallies</source>
        <translation>{count} 个回合</translation>
    </message>
    <message>
        <source>{played} of play in {whole} ({percent})</source>
        <translation>{whole} 中比赛时间 {played}（{percent}）</translation>
    </message>
    <message>
        <source>{played} of play in {whole} looked at ({percent})</source>
        <translation>已查看的 {whole} 中比赛时间 {played}（{percent}）</translation>
    </message>
</context>
<context>
    <name>Reasons</name>
    <message>
        <source>close runner-up</source>
        <translation>次峰接近</translation>
    </message>
    <message>
        <source>earlier frames disagree</source>
        <translation>与此前各帧不一致</translation>
    </message>
    <message>
        <source>earlier run disagrees</source>
        <translation>与上一次运行不一致</translation>
    </message>
    <message>
        <source>gap</source>
        <translation>断档</translation>
    </message>
    <message>
        <source>hidden</source>
        <translation>被遮挡</translation>
    </message>
    <message>
        <source>isolated</source>
        <translation>孤立</translation>
    </message>
    <message>
        <source>jump</source>
        <translation>跳变</translation>
    </message>
    <message>
        <source>looks disagree</source>
        <translation>多次识别不一致</translation>
    </message>
    <message>
        <source>low confidence</source>
        <translation>置信度低</translation>
    </message>
    <message>
        <source>not the best peak</source>
        <translation>非最高峰</translation>
    </message>
    <message>
        <source>weak stretch</source>
        <translation>薄弱片段</translation>
    </message>
</context>
<context>
    <name>RecentMenu</name>
    <message>
        <source>Clear list</source>
        <translation>清空列表</translation>
    </message>
    <message>
        <source>Forget missing files</source>
        <translation>移除不存在的文件</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>最近打开</translation>
    </message>
    <message>
        <source>{name} (not there any more)</source>
        <translation>{name}（已不存在）</translation>
    </message>
</context>
<context>
    <name>Report</name>
    <message>
        <source>1 frame</source>
        <translation>1 帧</translation>
    </message>
    <message>
        <source>95 % below</source>
        <translation>95% 低于</translation>
    </message>
    <message>
        <source>Accepted by a person</source>
        <translation>人工接受</translation>
    </message>
    <message>
        <source>Begins</source>
        <translation>开始</translation>
    </message>
    <message>
        <source>Confidence</source>
        <translation>置信度</translation>
    </message>
    <message>
        <source>Corrected</source>
        <translation>已修正</translation>
    </message>
    <message>
        <source>Corrections</source>
        <translation>修正</translation>
    </message>
    <message>
        <source>Coverage</source>
        <translation>覆盖率</translation>
    </message>
    <message>
        <source>Difficulty</source>
        <translation>难度</translation>
    </message>
    <message>
        <source>Fastest</source>
        <translation>最快</translation>
    </message>
    <message>
        <source>Frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>Frames by speed, pixels per frame</source>
        <translation>按球速统计的帧数（像素/帧）</translation>
    </message>
    <message>
        <source>Frames by the model&apos;s confidence</source>
        <translation>按模型置信度统计的帧数</translation>
    </message>
    <message>
        <source>Frames by the score of the model&apos;s best peak. Left of the threshold the model says that there is no ball.</source>
        <translation>按模型最佳峰值的得分统计的帧数。阈值左侧，模型认为没有球。</translation>
    </message>
    <message>
        <source>Frames by the score of the model&apos;s best peak. Left of the threshold there is a ball only where the path through the frames around says so.</source>
        <translation>按模型最佳峰值的得分统计的帧数。阈值左侧，只有当前后帧的路径表明有球时才算有球。</translation>
    </message>
    <message>
        <source>Frames by the speed of the ball, pixels per frame</source>
        <translation>按球速统计的帧数（像素/帧）</translation>
    </message>
    <message>
        <source>Hardest stretches</source>
        <translation>最难的片段</translation>
    </message>
    <message>
        <source>Hits</source>
        <translation>击球</translation>
    </message>
    <message>
        <source>Label report</source>
        <translation>标注报告</translation>
    </message>
    <message>
        <source>Left out here and below: {frames} of replays, close-ups and breaks.</source>
        <translation>此处及以下均不含回放、特写和间歇的 {frames}。</translation>
    </message>
    <message>
        <source>Made by Rallymark {version}.</source>
        <translation>由 Rallymark {version} 生成。</translation>
    </message>
    <message>
        <source>Marked by a person</source>
        <translation>人工标注</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>中位数</translation>
    </message>
    <message>
        <source>Median move</source>
        <translation>移动中位数</translation>
    </message>
    <message>
        <source>Model {name}, weights {hash}, threshold {threshold}.</source>
        <translation>模型 {name}，权重 {hash}，阈值 {threshold}。</translation>
    </message>
    <message>
        <source>Mostly</source>
        <translation>主要原因</translation>
    </message>
    <message>
        <source>No frame has both an answer of the model and one of a person yet.</source>
        <translation>还没有同时具有模型结果和人工结果的帧。</translation>
    </message>
    <message>
        <source>No model has answered a frame of this match.</source>
        <translation>还没有模型识别过这场比赛的帧。</translation>
    </message>
    <message>
        <source>No two neighbouring frames show the ball yet.</source>
        <translation>还没有相邻两帧都显示球。</translation>
    </message>
    <message>
        <source>Nothing stands out: no doubtful frame is left and none was corrected.</source>
        <translation>没有突出之处：没有剩下的存疑帧，也没有修正过的帧。</translation>
    </message>
    <message>
        <source>Pixels of the video from one frame to the next, where both show the ball. The line is the median of each stretch, the top of the band its fastest step.</source>
        <translation>相邻两帧都显示球时，球在视频中移动的像素数。线为每段的中位数，色带上沿为其中最快的一步。</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Rallies</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Rally</source>
        <translation>回合</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>Reviewed</source>
        <translation>已审查</translation>
    </message>
    <message>
        <source>Right means within 4 px at 512×288, as TrackNet counts.</source>
        <translation>“正确”指在 512×288 下误差不超过 4 像素，与 TrackNet 的计法相同。</translation>
    </message>
    <message>
        <source>Seconds</source>
        <translation>秒</translation>
    </message>
    <message>
        <source>Seconds with the most doubt left and the most corrections made, the hardest first.</source>
        <translation>剩余疑问最多、修正最多的时段，最难的在前。</translation>
    </message>
    <message>
        <source>Speed of the ball</source>
        <translation>球速</translation>
    </message>
    <message>
        <source>Speed of the ball over time, pixels per frame</source>
        <translation>球速随时间的变化（像素/帧）</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>时间</translation>
    </message>
    <message>
        <source>Times are at the mean frame rate.</source>
        <translation>时间按平均帧率计算。</translation>
    </message>
    <message>
        <source>What people made of the model&apos;s answers</source>
        <translation>人工对模型结果的判断</translation>
    </message>
    <message>
        <source>What people made of the model&apos;s answers, as they are without any mark, on the {frames} that both answered. People look at doubtful frames first, so the model does better on the rest.</source>
        <translation>在模型与人都给出答案的 {frames}中，人工对模型结果（不含任何标注时的结果）的判断。人会先看可疑的帧，因此模型在其余帧上表现更好。</translation>
    </message>
    <message>
        <source>Where a person has checked the frame, the colour tells whether the model was right.</source>
        <translation>人工检查过的帧，颜色表示模型是否正确。</translation>
    </message>
    <message>
        <source>Where the ball flies on, from one rest to the next: when each rally begins, how long it is, how often the ball is hit.</source>
        <translation>球从一次静止到下一次静止之间持续飞行的片段：每个回合何时开始、持续多久、击球多少次。</translation>
    </message>
    <message>
        <source>Who answers for each part of the video</source>
        <translation>视频各部分的结果来自谁</translation>
    </message>
    <message>
        <source>Who answers for which part of the video.</source>
        <translation>视频各部分的结果来自谁。</translation>
    </message>
    <message>
        <source>Worth a look</source>
        <translation>待查</translation>
    </message>
    <message>
        <source>accepted by a person</source>
        <translation>人工接受</translation>
    </message>
    <message>
        <source>added</source>
        <translation>增加</translation>
    </message>
    <message>
        <source>checked: right</source>
        <translation>已检查：正确</translation>
    </message>
    <message>
        <source>checked: wrong</source>
        <translation>已检查：错误</translation>
    </message>
    <message>
        <source>corrected by a person</source>
        <translation>人工修正</translation>
    </message>
    <message>
        <source>en</source>
        <translation>zh-CN</translation>
    </message>
    <message>
        <source>filled in</source>
        <translation>填补</translation>
    </message>
    <message>
        <source>frames</source>
        <translation>帧</translation>
    </message>
    <message>
        <source>label report</source>
        <translation>标注报告</translation>
    </message>
    <message>
        <source>marked by a person</source>
        <translation>人工标注</translation>
    </message>
    <message>
        <source>model and person agree</source>
        <translation>模型与人工一致</translation>
    </message>
    <message>
        <source>model: ball</source>
        <translation>模型：有球</translation>
    </message>
    <message>
        <source>model: no ball</source>
        <translation>模型：无球</translation>
    </message>
    <message>
        <source>moved</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>未检查</translation>
    </message>
    <message>
        <source>not looked at</source>
        <translation>未处理</translation>
    </message>
    <message>
        <source>of the frames have an answer</source>
        <translation>的帧有结果</translation>
    </message>
    <message>
        <source>of {count} checked answers were right</source>
        <translation>的已检查结果正确（共 {count} 个）</translation>
    </message>
    <message>
        <source>per frame, the ball&apos;s median speed</source>
        <translation>每帧，球速中位数</translation>
    </message>
    <message>
        <source>removed</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>right</source>
        <translation>正确</translation>
    </message>
    <message>
        <source>right by a person&apos;s check</source>
        <translation>人工检查：正确</translation>
    </message>
    <message>
        <source>score {low} to {high}</source>
        <translation>得分 {low} 至 {high}</translation>
    </message>
    <message>
        <source>shown as {width}×{height}</source>
        <translation>显示为 {width}×{height}</translation>
    </message>
    <message>
        <source>the ball is elsewhere</source>
        <translation>球在别处</translation>
    </message>
    <message>
        <source>the model missed it</source>
        <translation>模型漏掉了球</translation>
    </message>
    <message>
        <source>there is no ball</source>
        <translation>没有球</translation>
    </message>
    <message>
        <source>threshold {value}</source>
        <translation>阈值 {value}</translation>
    </message>
    <message>
        <source>wrong by a person&apos;s check</source>
        <translation>人工检查：错误</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <source>{frames} checked by a person</source>
        <translation>{frames}经人工检查</translation>
    </message>
    <message>
        <source>{frames} with the ball</source>
        <translation>{frames}有球</translation>
    </message>
    <message>
        <source>{low} px and more</source>
        <translation>{low} 像素及以上</translation>
    </message>
    <message>
        <source>{low} to {high} px</source>
        <translation>{low} 至 {high} 像素</translation>
    </message>
    <message>
        <source>{rate} frames/s</source>
        <translation>{rate} 帧/秒</translation>
    </message>
    <message>
        <source>{speed} px, at frame {frame}</source>
        <translation>{speed} 像素，第 {frame} 帧</translation>
    </message>
</context>
<context>
    <name>Reports</name>
    <message>
        <source>A clip is being written. Wait for it, or cancel it in the status bar.</source>
        <translation>正在写入一个片段。请等待完成，或在状态栏中取消。</translation>
    </message>
    <message>
        <source>Export rallies</source>
        <translation>导出回合</translation>
    </message>
    <message>
        <source>Label report</source>
        <translation>标注报告</translation>
    </message>
    <message>
        <source>Loop</source>
        <translation>循环</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>打开</translation>
    </message>
    <message>
        <source>Picture</source>
        <translation>画面</translation>
    </message>
    <message>
        <source>Save picture</source>
        <translation>保存画面</translation>
    </message>
    <message>
        <source>Selected frames</source>
        <translation>所选帧</translation>
    </message>
    <message>
        <source>Show in folder</source>
        <translation>在文件夹中显示</translation>
    </message>
    <message>
        <source>The clip was cancelled.</source>
        <translation>已取消导出片段。</translation>
    </message>
    <message>
        <source>The picture is on the clipboard.</source>
        <translation>画面已复制到剪贴板。</translation>
    </message>
    <message>
        <source>This rally</source>
        <translation>本回合</translation>
    </message>
    <message>
        <source>Web page</source>
        <translation>网页</translation>
    </message>
    <message>
        <source>Whole video</source>
        <translation>整个视频</translation>
    </message>
    <message>
        <source>{file} is written.</source>
        <translation>已写入 {file}。</translation>
    </message>
    <message>
        <source>{file} is written: {count} frames.</source>
        <translation>已写入 {file}：{count} 帧。</translation>
    </message>
    <message>
        <source>{file} is written: {count} rallies.</source>
        <translation>{file} 已写入：{count} 个回合。</translation>
    </message>
    <message>
        <source>{path} cannot be written; choose a folder you may write to and a name ending in .png.</source>
        <translation>无法写入 {path}；请选择可写的文件夹和以 .png 结尾的文件名。</translation>
    </message>
    <message>
        <source>{seconds:g} seconds around this frame</source>
        <translation>此帧前后共 {seconds:g} 秒</translation>
    </message>
</context>
<context>
    <name>Review</name>
    <message>
        <source>, </source>
        <translation>、</translation>
    </message>
    <message>
        <source>Ball</source>
        <translation>有球</translation>
    </message>
    <message>
        <source>Frame {frame}</source>
        <translation>第 {frame} 帧</translation>
    </message>
    <message>
        <source>Frame {frame}: score {score}, threshold {threshold}</source>
        <translation>第 {frame} 帧：得分 {score}，阈值 {threshold}</translation>
    </message>
    <message>
        <source>Frames {first}–{last}</source>
        <translation>第 {first}–{last} 帧</translation>
    </message>
    <message>
        <source>Interpolated</source>
        <translation>插值</translation>
    </message>
    <message>
        <source>No ball</source>
        <translation>无球</translation>
    </message>
    <message>
        <source>That was the first one; on from the last.</source>
        <translation>已经是第一个；从最后一个继续。</translation>
    </message>
    <message>
        <source>That was the last one; on from the first.</source>
        <translation>已经是最后一个；从第一个继续。</translation>
    </message>
    <message>
        <source>There is no other one left.</source>
        <translation>没有别的了。</translation>
    </message>
    <message>
        <source>a little doubtful</source>
        <translation>略有疑问</translation>
    </message>
    <message>
        <source>doubtful</source>
        <translation>有疑问</translation>
    </message>
    <message>
        <source>several weak signs</source>
        <translation>若干微弱迹象</translation>
    </message>
    <message>
        <source>very doubtful</source>
        <translation>非常可疑</translation>
    </message>
    <message>
        <source>{accepted} accepted, {corrected} corrected, {decisions} decisions</source>
        <translation>接受 {accepted} 帧，修正 {corrected} 帧，共 {decisions} 次判断</translation>
    </message>
    <message>
        <source>{count} of {length} frames are doubtful, {worst} the most</source>
        <translation>{length} 帧中有 {count} 帧存疑，第 {worst} 帧最可疑</translation>
    </message>
    <message>
        <source>{frames} frame</source>
        <translation>{frames} 帧</translation>
    </message>
    <message>
        <source>{frames} frames</source>
        <translation>{frames} 帧</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} 小时 {minutes} 分</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} 分钟</translation>
    </message>
    <message>
        <source>{pace} per hour</source>
        <translation>每小时 {pace} 帧</translation>
    </message>
</context>
<context>
    <name>ReviewFilters</name>
    <message>
        <source>All answers</source>
        <translation>所有答案</translation>
    </message>
    <message>
        <source>All reasons</source>
        <translation>所有原因</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>答案</translation>
    </message>
    <message>
        <source>Doubt ≥ {share}</source>
        <translation>疑问 ≥ {share}</translation>
    </message>
    <message>
        <source>Least doubt</source>
        <translation>最低疑问</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>原因</translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>Doubtful is what is wrong with a probability of {bar} or more</source>
        <translation>出错概率不低于 {bar} 的帧算作存疑</translation>
    </message>
    <message>
        <source>No doubt left</source>
        <translation>没有疑问了</translation>
    </message>
    <message>
        <source>No doubt left, filtered</source>
        <translation>没有疑问了（已筛选）</translation>
    </message>
    <message>
        <source>One doubt left</source>
        <translation>还剩 1 个疑问</translation>
    </message>
    <message>
        <source>One doubt left, filtered</source>
        <translation>还剩 1 个疑问（已筛选）</translation>
    </message>
    <message>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <source>Session: {work}</source>
        <translation>本次：{work}</translation>
    </message>
    <message>
        <source>Stretch</source>
        <translation>片段</translation>
    </message>
    <message>
        <source>This match</source>
        <translation>本场比赛</translation>
    </message>
    <message>
        <source>This session</source>
        <translation>本次工作</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>约剩 {time}</translation>
    </message>
    <message>
        <source>{count} doubts left</source>
        <translation>还剩 {count} 个疑问</translation>
    </message>
    <message>
        <source>{count} doubts left, filtered</source>
        <translation>还剩 {count} 个疑问（已筛选）</translation>
    </message>
    <message>
        <source>{percent} reviewed</source>
        <translation>已审查 {percent}</translation>
    </message>
    <message>
        <source>{settled} of {all} settled</source>
        <translation>已解决 {settled}/{all}</translation>
    </message>
    <message>
        <source>{stretches} stretches with {frames} doubtful frames</source>
        <translation>{stretches} 个片段，共 {frames} 个存疑帧</translation>
    </message>
</context>
<context>
    <name>ReviewedLabel</name>
    <message>
        <source>{percent} reviewed</source>
        <translation>已审查 {percent}</translation>
    </message>
</context>
<context>
    <name>SavedLabel</name>
    <message>
        <source>Ready</source>
        <translation>就绪</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translation>已保存于 {time}</translation>
    </message>
</context>
<context>
    <name>Segments</name>
    <message>
        <source>break</source>
        <translation>间歇</translation>
    </message>
    <message>
        <source>close-up</source>
        <translation>特写</translation>
    </message>
    <message>
        <source>play</source>
        <translation>比赛</translation>
    </message>
    <message>
        <source>replay</source>
        <translation>回放</translation>
    </message>
</context>
<context>
    <name>SelectionBar</name>
    <message>
        <source>Exclude</source>
        <translation>排除</translation>
    </message>
    <message>
        <source>Frame {0} selected</source>
        <translation>已选择第 {0} 帧</translation>
    </message>
    <message>
        <source>Leave the selection out, or take it in again</source>
        <translation>排除所选帧，或重新计入</translation>
    </message>
    <message>
        <source>{0}–{1} · {2} frames · {3} s</source>
        <translation>{0}–{1} · {2} 帧 · {3} 秒</translation>
    </message>
</context>
<context>
    <name>Task</name>
    <message>
        <source>Something unexpected went wrong; the log has the details.</source>
        <translation>发生了意外错误；详情见日志。</translation>
    </message>
</context>
<context>
    <name>Threshold</name>
    <message>
        <source>The threshold is {value} again.</source>
        <translation>阈值恢复为 {value}。</translation>
    </message>
    <message>
        <source>Threshold {value}</source>
        <translation>阈值 {value}</translation>
    </message>
</context>
<context>
    <name>ThresholdControl</name>
    <message>
        <source>A peak that scores less is a ball only where the path says so. Up to {low}, balls show as low score. Marks stay.</source>
        <translation>得分更低的峰值只有在路径经过时才算球。得分不到 {low} 的球显示为低分。标注不变。</translation>
    </message>
    <message>
        <source>A peak that scores less is no ball. Up to {low}, balls show as low score. Marks stay.</source>
        <translation>得分更低的峰值不算球。得分不到 {low} 的球显示为低分。标注不变。</translation>
    </message>
    <message>
        <source>Confidence threshold</source>
        <translation>置信度阈值</translation>
    </message>
    <message>
        <source>Threshold</source>
        <translation>阈值</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>Frame {0} · {1}</source>
        <translation>第 {0} 帧 · {1}</translation>
    </message>
    <message>
        <source>Threshold {0}</source>
        <translation>阈值 {0}</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>时间轴</translation>
    </message>
    <message>
        <source>events</source>
        <translation>事件</translation>
    </message>
    <message>
        <source>score</source>
        <translation>得分</translation>
    </message>
    <message>
        <source>state</source>
        <translation>状态</translation>
    </message>
    <message>
        <source>time</source>
        <translation>时间</translation>
    </message>
</context>
<context>
    <name>Timing</name>
    <message>
        <source>gap: a frame is missing before</source>
        <translation>缺帧：此前缺少 1 帧</translation>
    </message>
    <message>
        <source>gap: {n} frames are missing before</source>
        <translation>缺帧：此前缺少 {n} 帧</translation>
    </message>
    <message>
        <source>same time as the frame before</source>
        <translation>与前一帧时间相同</translation>
    </message>
</context>
<context>
    <name>TopBar</name>
    <message>
        <source>Accurate: look three times and vote</source>
        <translation>精确：看三次并投票</translation>
    </message>
    <message>
        <source>Automatic ({device})</source>
        <translation>自动（{device}）</translation>
    </message>
    <message>
        <source>Device that runs the model</source>
        <translation>运行模型的设备</translation>
    </message>
    <message>
        <source>Fast: look at each frame once</source>
        <translation>快速：每帧只看一次</translation>
    </message>
    <message>
        <source>Fastest runtime</source>
        <translation>最快的运行时</translation>
    </message>
    <message>
        <source>Model…</source>
        <translation>模型…</translation>
    </message>
    <message>
        <source>No match open</source>
        <translation>没有打开比赛</translation>
    </message>
    <message>
        <source>Open a match to begin</source>
        <translation>打开比赛以开始</translation>
    </message>
    <message>
        <source>Opening…</source>
        <translation>正在打开…</translation>
    </message>
    <message>
        <source>The weights that suit the device best</source>
        <translation>最适合该设备的权重</translation>
    </message>
    <message>
        <source>Weights that pre-label</source>
        <translation>用于预标注的权重</translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation>{count} 帧</translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation>{rate} 帧/秒</translation>
    </message>
    <message>
        <source>{rate} fps variable</source>
        <translation>{rate} 帧/秒（可变）</translation>
    </message>
    <message>
        <source>{size}, shown as {shown}</source>
        <translation>{size}，显示为 {shown}</translation>
    </message>
</context>
<context>
    <name>TrackerWorker</name>
    <message>
        <source>Pre-labelling stopped unexpectedly; the log has the details.</source>
        <translation>预标注意外停止；详情见日志。</translation>
    </message>
</context>
<context>
    <name>TrainingPanel</name>
    <message>
        <source>Train</source>
        <translation>训练</translation>
    </message>
</context>
<context>
    <name>TrainingProgress</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>ETA {time}</source>
        <translation>剩余 {time}</translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}</source>
        <translation>第 {epoch} 轮，共 {epochs} 轮</translation>
    </message>
    <message>
        <source>F1 on held-out frames</source>
        <translation>留出帧上的 F1</translation>
    </message>
    <message>
        <source>Loss</source>
        <translation>损失</translation>
    </message>
    <message>
        <source>Measuring the old weights</source>
        <translation>正在评估旧权重</translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation>正在准备</translation>
    </message>
    <message>
        <source>Stop, keep the best</source>
        <translation>停止并保留最佳</translation>
    </message>
    <message>
        <source>Stop, keep the last</source>
        <translation>停止，保留最后的</translation>
    </message>
</context>
<context>
    <name>TrainingResult</name>
    <message>
        <source>Accuracy</source>
        <translation>准确率</translation>
    </message>
    <message>
        <source>After</source>
        <translation>之后</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>之前</translation>
    </message>
    <message>
        <source>It was stopped before the new weights were measured.</source>
        <translation>在评估新权重之前已停止。</translation>
    </message>
    <message>
        <source>Keep the old ones</source>
        <translation>保留旧权重</translation>
    </message>
    <message>
        <source>On held-out frames</source>
        <translation>留出帧</translation>
    </message>
    <message>
        <source>Precision</source>
        <translation>精确率</translation>
    </message>
    <message>
        <source>Recall</source>
        <translation>召回率</translation>
    </message>
    <message>
        <source>The new weights stay on the list of models</source>
        <translation>新权重会留在模型列表中</translation>
    </message>
    <message>
        <source>Too few balls are labelled to hold some out, so that nobody can tell whether it got better. Pre-label with the new weights and look.</source>
        <translation>标注的球太少，无法留出一部分，因此无法得知是否变好。请用新权重预标注后查看。</translation>
    </message>
    <message>
        <source>Use these weights</source>
        <translation>使用这些权重</translation>
    </message>
</context>
<context>
    <name>TrainingSetup</name>
    <message>
        <source>Add a folder of matches, or of videos with label CSVs</source>
        <translation>添加比赛文件夹，或含标注 CSV 的视频文件夹</translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation>添加文件夹…</translation>
    </message>
    <message>
        <source>Add projects</source>
        <translation>添加项目</translation>
    </message>
    <message>
        <source>Add projects…</source>
        <translation>添加项目…</translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation>轮数</translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation>微调</translation>
    </message>
    <message>
        <source>From {count} balls of yours on, a fifth is held out to measure what the model gained; it learns from fewer, too, but nobody can tell how well.</source>
        <translation>有 {count} 个您标记的球后，会留出五分之一来评估效果；更少也能学习，但无从得知效果如何。</translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation>学习数据</translation>
    </message>
    <message>
        <source>Open a match or add projects to learn from.</source>
        <translation>请打开一场比赛，或添加用于学习的项目。</translation>
    </message>
    <message>
        <source>Projects</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Runs on {device}.</source>
        <translation>在 {device} 上运行。</translation>
    </message>
    <message>
        <source>Runs on {device}; this takes long without a GPU.</source>
        <translation>在 {device} 上运行；没有 GPU 会很慢。</translation>
    </message>
    <message>
        <source>Start from</source>
        <translation>起始权重</translation>
    </message>
    <message>
        <source>Teach the model with your marks. Some are held out to measure what it gained.</source>
        <translation>用您的标记教模型。会留出一部分来评估效果。</translation>
    </message>
    <message>
        <source>The weights to start from are still being looked for.</source>
        <translation>仍在查找起始权重。</translation>
    </message>
    <message>
        <source>There are no weights to start from.</source>
        <translation>没有可用的起始权重。</translation>
    </message>
    <message>
        <source>This match — {count} frame of yours</source>
        <translation>本场比赛 — 您的 {count} 帧</translation>
    </message>
    <message>
        <source>This match — {count} frames of yours</source>
        <translation>本场比赛 — 您的 {count} 帧</translation>
    </message>
    <message>
        <source>Tick what to learn from.</source>
        <translation>请勾选用于学习的数据。</translation>
    </message>
    <message>
        <source>Too little to learn from yet: correct or accept at least two frames of this match, or add other projects.</source>
        <translation>还没有足够的学习数据：请至少修正或接受本场比赛的两帧，或添加其他项目。</translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Frame {number}</source>
        <translation>第 {number} 帧</translation>
    </message>
    <message>
        <source>Gaps: {gaps} · repeats: {repeats}</source>
        <translation>{gaps} 处缺帧 · {repeats} 处重复</translation>
    </message>
    <message>
        <source>PTS {ticks}</source>
        <translation>PTS {ticks}</translation>
    </message>
    <message>
        <source>Speed</source>
        <translation>速度</translation>
    </message>
    <message>
        <source>variable rate</source>
        <translation>可变帧率</translation>
    </message>
</context>
<context>
    <name>UndoLabel</name>
    <message>
        <source>Undo {steps}</source>
        <translation>可撤销 {steps} 步</translation>
    </message>
    <message>
        <source>redo {steps}</source>
        <translation>可重做 {steps} 步</translation>
    </message>
</context>
<context>
    <name>VideoCanvas</name>
    <message>
        <source>Video</source>
        <translation>视频</translation>
    </message>
</context>
<context>
    <name>Weights</name>
    <message>
        <source>As you get it, with the verifier and along the path:</source>
        <translation>实际使用时的成绩（含复核网络，沿路径）：</translation>
    </message>
    <message>
        <source>At that venue each frame by itself: {best_peaks}; without the verifier: {without}</source>
        <translation>在该场馆，逐帧单独判断：{best_peaks}；不用复核网络：{without}</translation>
    </message>
    <message>
        <source>F1 {f1}  {held_out} ({frames} frames)</source>
        <translation>F1 {f1}  {held_out}（{frames} 帧）</translation>
    </message>
    <message>
        <source>F1 {f1} on an unseen venue</source>
        <translation>未见过的场馆 F1 {f1}</translation>
    </message>
    <message>
        <source>F1 {f1} on held-out frames</source>
        <translation>留出帧 F1 {f1}</translation>
    </message>
    <message>
        <source>F1 {f1} on held-out frames, {before} before</source>
        <translation>留出帧 F1 {f1}，之前 {before}</translation>
    </message>
    <message>
        <source>F1 {f1} when they were trained: each frame by itself, without verifier and path, which find more.</source>
        <translation>训练时 F1 {f1}：逐帧单独判断，未用复核网络和路径；加上它们能找到更多。</translation>
    </message>
    <message>
        <source>F1 {f1}, accurate {accurate}  {held_out} ({frames} frames)</source>
        <translation>F1 {f1}，精确模式 {accurate}  {held_out}（{frames} 帧）</translation>
    </message>
    <message>
        <source>asks the second where the first is unsure</source>
        <translation>第一个没把握时询问第二个</translation>
    </message>
    <message>
        <source>badminton, a venue never trained on</source>
        <translation>羽毛球，从未用于训练的场馆</translation>
    </message>
    <message>
        <source>slow without a GPU</source>
        <translation>没有 GPU 时较慢</translation>
    </message>
    <message>
        <source>tennis, another clip of a match trained on</source>
        <translation>网球，训练用过的比赛中的另一片段</translation>
    </message>
    <message>
        <source>volleyball, other clips</source>
        <translation>排球，其他片段</translation>
    </message>
</context>
<context>
    <name>Workspace</name>
    <message>
        <source>Every match of this folder is pre-labelled.</source>
        <translation>此文件夹的每场比赛都已预标注。</translation>
    </message>
    <message>
        <source>Number {place} of those that wait to be pre-labelled</source>
        <translation>在等待预标注的比赛中排第 {place}</translation>
    </message>
    <message>
        <source>One match is left out, for its video cannot be read.</source>
        <translation>已略过 1 场比赛，因为无法读取其视频。</translation>
    </message>
    <message>
        <source>Open this match</source>
        <translation>打开此比赛</translation>
    </message>
    <message>
        <source>Pre-label all again</source>
        <translation>全部重新预标注</translation>
    </message>
    <message>
        <source>Pre-labelling failed: {reason}</source>
        <translation>预标注失败：{reason}</translation>
    </message>
    <message>
        <source>Pre-labelling is not finished: {percent} of the frames</source>
        <translation>预标注尚未完成：已完成 {percent} 的帧</translation>
    </message>
    <message>
        <source>Show video in folder</source>
        <translation>在文件夹中显示视频</translation>
    </message>
    <message>
        <source>There is no video and no project in {folder}.</source>
        <translation>{folder} 中没有视频，也没有项目。</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>无法读取</translation>
    </message>
    <message>
        <source>not started</source>
        <translation>未开始</translation>
    </message>
    <message>
        <source>pre-labelled</source>
        <translation>已预标注</translation>
    </message>
    <message>
        <source>pre-labelled {percent}</source>
        <translation>已预标注 {percent}</translation>
    </message>
    <message>
        <source>pre-labelling failed</source>
        <translation>预标注失败</translation>
    </message>
    <message>
        <source>pre-labelling, {percent}</source>
        <translation>正在预标注，{percent}</translation>
    </message>
    <message>
        <source>waits to be pre-labelled</source>
        <translation>等待预标注</translation>
    </message>
    <message>
        <source>{count} matches are left out, for their videos cannot be read.</source>
        <translation>已略过 {count} 场比赛，因为无法读取其视频。</translation>
    </message>
    <message>
        <source>{count} more; the list says why.</source>
        <translation>还有 {count} 场；列表中有原因。</translation>
    </message>
    <message>
        <source>{percent} reviewed</source>
        <translation>已审查 {percent}</translation>
    </message>
    <message>
        <source>{percent} reviewed, model {predicted}</source>
        <translation>已审查 {percent}，预标注 {predicted}</translation>
    </message>
</context>
</TS>
