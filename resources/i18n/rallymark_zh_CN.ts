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
        <source>As the desktop</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>As the system (系统语言)</source>
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
        <source>Colours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dark</source>
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
        <source>English</source>
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
        <source>Language</source>
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
        <source>Light</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Light or dark as the desktop is, and changing with it</source>
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
    <message>
        <source>中文</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Bindings</name>
    <message>
        <source>&lt;p&gt;Frame-exact ball labels for racket-sport video: TrackNetV5 pre-labels, a person corrects, the model learns.&lt;/p&gt;&lt;p&gt;MIT licence.&lt;/p&gt;</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>A job is running. The language changes at the next start.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>About Rallymark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame (0–{last}):</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go to frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop it and change now</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>its video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} pre-labels from now on.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{project} needs {video}, which is not where it was.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Correct</name>
    <message>
        <source>Frame {frame} was not on screen yet, so nothing was changed.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There is no mark of yours further on in this direction.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Copy details</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Show log</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Something went wrong in Rallymark</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Your marks are safe: each one was saved when you made it. You can go on working; if the window misbehaves, close it and open the match again. The text below and the log help to find the mistake.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Desk</name>
    <message>
        <source>Frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Train</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>EmptyState</name>
    <message>
        <source>Drop a video or a project here.
The model finds the ball; you correct it.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a match</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open video or project…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opening {name}…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recent</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try the demo rally</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Exchange</name>
    <message>
        <source>Show in folder</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Undo</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} labels from {name} ({dialect}) are in, in place of {replaced} mark of yours; undo takes them out again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} labels from {name} ({dialect}) are in, in place of {replaced} marks of yours; undo takes them out again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} labels from {name} ({dialect}) are in; undo takes them out again.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} holds labels: open the video they belong to first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} is written: {answered} of {frames} frames have an answer.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>All frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Export labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>File</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Format</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frame, Visibility, X, Y in whole pixels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Human and verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Human only</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Label CSV</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Lossless: decimals, score, source and time of every frame</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model&apos;s answers and yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a person placed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>What a person placed or accepted</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FileDialogs</name>
    <message>
        <source>Import labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Labels</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video or a project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Replace the file?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Videos and projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Where is {video} of the project {project}?</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>the video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} exists already. Its labels are lost if you replace it.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FineTune</name>
    <message>
        <source>Choose at least one match or folder to learn from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tuning ended unexpectedly (status {status}); the log has more.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tuning is done</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tuning was cancelled; nothing was kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tuning was stopped after epoch {epoch} of {epochs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tuning was stopped in the first epoch</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keeping the best…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Reading the labels…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these weights</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{frames} frames to learn from, {held} held out to measure</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} pre-labels from now on.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>FramePanel</name>
    <message>
        <source>Easy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Easy to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hard to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Hidden at a known position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No match open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No position</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None in this frame.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>None yet: pre-label first.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Peaks the model saw</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Visibility {value}: {hint} (Alt+{value})</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>JobChip</name>
    <message>
        <source>ETA {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>paused</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>stopping…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Click on the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Double click beside the picture</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Drag the marker</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fit</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keys</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Middle button, or Space and drag</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Mouse</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Move the ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pan</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Place the ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Zoom at the cursor</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Marks</name>
    <message>
        <source>Human</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Interpolated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model, doubtful</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model: no ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No ball</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Not processed</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Occluded</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Outlier</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Verified</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>hard to see</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>human</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>interpolated</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>verified</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>MessageRow</name>
    <message>
        <source>Dismiss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Dismiss message</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ModelChoice</name>
    <message>
        <source>The weights {old} are gone; {new} pre-labels instead.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OpenMatch</name>
    <message>
        <source>Start a new project</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The folder of {name} cannot be written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{name} beside the video belongs to another video</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{reason}, so the project is kept in {folder}.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>OverlayControls</name>
    <message>
        <source>Between</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Heatmap</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Motion from the frame before to this one, or from this one to the next</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Opacity</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Overlays</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Trail</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{overlay} opacity</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Prelabel</name>
    <message>
        <source>All {frames} frames are pre-labelled ({time}).</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-labelling stopped at {done} of {total} frames; they are kept.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Try again</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueDelegate</name>
    <message>
        <source>Frame {frame}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>QueueModel</name>
    <message>
        <source>Frame {frame}: {reasons}</source>
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
    <name>Review</name>
    <message>
        <source>, </source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That was the first one; on from the last.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>That was the last one; on from the first.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewPanel</name>
    <message>
        <source>After Enter, X, Q or a digit on a frame of the queue, go to the next one</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Frames worth a second look appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Go on after a decision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing left that looks suspicious.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-label the match (Ctrl+P); the frames the model is unsure of appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-labelling is paused; the frames the model is unsure of appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Pre-labelling is still going on; the frames the model is unsure of appear here.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Review</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The model found a ball in only {found} of {answered} frames, so there is nothing to compare. Lower the threshold (Frame tab), try other weights, or mark some frames and fine-tune.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} to look at</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{percent} of all frames reviewed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ReviewedLabel</name>
    <message>
        <source>{percent} reviewed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>SavedLabel</name>
    <message>
        <source>Ready</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Saved {time}</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>Task</name>
    <message>
        <source>Something unexpected went wrong; the log has the details.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>ThresholdControl</name>
    <message>
        <source>Confidence threshold</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Predictions scoring lower count as no ball. Marks stay.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Threshold</source>
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
    <name>TopBar</name>
    <message>
        <source>Automatic ({device})</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Device that runs the model</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Model…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>No match open</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a video to begin</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Weights that pre-label</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{count} frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} fps</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>{rate} fps variable</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrackerWorker</name>
    <message>
        <source>Pre-labelling stopped unexpectedly; the log has the details.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingProgress</name>
    <message>
        <source>Cancel</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>ETA {time}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End now; nothing is kept</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>End now; the best weights so far are written</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epoch {epoch} of {epochs}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>F1 on held-out frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Loss</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Preparing</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Stop, keep the best</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingResult</name>
    <message>
        <source>Accuracy</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>After</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Before</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Keep the old ones</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>On held-out frames</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Precision</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Recall</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new weights are better by {gain} F1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new weights are worse by {gain} F1.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new weights score the same as the old ones.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The new weights stay on the list of models</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Too few labels were held out to measure whether it got better.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Use these weights</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TrainingSetup</name>
    <message>
        <source>Add a folder of videos with label CSVs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add folder…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Add projects…</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Epochs</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Fine-tune</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Learn from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Nothing to learn from yet: correct or accept frames of this match, or add other projects.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Open a match or add projects to learn from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Projects</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on {device}.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Runs on {device}; this takes long without a GPU.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Start from</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Teach the model with your marks. Videos are held out to measure what it gained.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>The weights to start from are still being looked for.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>There are no weights to start from.</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This match — {count} frame of yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>This match — {count} frames of yours</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Tick what to learn from.</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>TransportBar</name>
    <message>
        <source>Frame {number}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>Speed</source>
        <translation type="unfinished"></translation>
    </message>
</context>
<context>
    <name>UndoLabel</name>
    <message>
        <source>Undo {steps}</source>
        <translation type="unfinished"></translation>
    </message>
    <message>
        <source>redo {steps}</source>
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
