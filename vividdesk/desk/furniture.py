"""What the window is for, in the order in which it is loaded: each piece takes less than a window may stand still.

On the window's own thread: PySide makes its types when they are first asked for, and two threads at it crash.
"""

FURNITURE = (
    "vividdesk.bridge.compose",
    "vividdesk.bridge.cautions",
    "vividdesk.bridge.studio",
    "vividdesk.widgets.form.form",
    "vividdesk.widgets.player.stage",
    "vividdesk.desk.photo_tray",
    "vividdesk.desk.compose_pane",
    "vividdesk.desk.preview",
    "vividdesk.desk.queue_panel",
    "vividdesk.desk.workbench",
)
