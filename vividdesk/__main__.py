import sys


def main() -> None:
    """`--version` is answered before anything else is loaded, and the desk opens without the commands."""
    match sys.argv[1:]:
        case ["--version"]:
            from vividdesk import __version__

            print(f"vividdesk {__version__}")
        case []:
            import signal

            # Until the loop takes it over: a KeyboardInterrupt in the middle of loading Qt may be swallowed there.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            from vividdesk.lean import start_lean

            start_lean()
            from vividdesk.app import open_desk
            from vividdesk.bridge.loop import leave

            leave(open_desk())
        case arguments:
            from vividdesk.cli import run

            sys.exit(run(arguments))


if __name__ == "__main__":
    main()
