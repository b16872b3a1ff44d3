"""The commands. Each imports only what it needs, and none reads a key from an argument."""

import asyncio
import io
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from vividdesk import log
from vividdesk.errors import VividError
from vividdesk.keys import Keys
from vividdesk.model.service import SERVICES, VISTOURE, Service, service_named
from vividdesk.paths import Paths
from vividdesk.texts import _

if TYPE_CHECKING:
    from vividdesk.commands.jobs import Jobs
    from vividdesk.model.template import Template

WRONG_CALL = 2

program = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    no_args_is_help=False,
    help=_("Photos into clips and pictures. Without a command the window opens."),
)
jobs = typer.Typer(invoke_without_command=True, help=_("The jobs that the journal holds."))
program.add_typer(jobs, name="jobs")
keys = typer.Typer(no_args_is_help=True, help=_("The services' keys in the system keyring."))
program.add_typer(keys, name="keys")

# Whatever stands behind the service is taken, so that it is we who refuse it.
TAKE_ALL = {"allow_extra_args": True, "ignore_unknown_options": True}

SERVICE_IDS = ", ".join(service.id for service in SERVICES)
JobIds = Annotated[list[int], typer.Argument(metavar="ID...")]
ServiceName = Annotated[str, typer.Argument(metavar="SERVICE", help=SERVICE_IDS)]


def run(arguments: list[str]) -> int:
    """The exit code. A fault of the world becomes a sentence on stderr, and code 1."""
    sys.excepthook = log.log_uncaught
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal may not know every letter
    try:
        paths = Paths.of(os.environ)
        paths.make()
        log.start(paths.logs, name="commands")
        code = program(arguments, prog_name="vividdesk", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except VividError as fault:
        log.print_fault(fault)
        return 1
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except typer.TyperException as fault:
        if words := fault.format_message():  # empty where the help was printed instead
            print(log.clean(f"vividdesk: {words}"), file=sys.stderr)
        return WRONG_CALL


@program.command()
def doctor() -> int:
    """Tells what is present and missing here, and what to do about it."""
    from vividdesk import doctor

    return doctor.run(Paths.of(os.environ), os.environ)


@program.command()
def tour(out: Annotated[Path | None, typer.Option(help=_("The folder for the pictures."))] = None) -> None:
    """Opens the window without hands and takes a picture of every screen."""
    from vividdesk import tour
    from vividdesk.bridge.loop import leave

    leave(tour.run(out or Paths.of(os.environ).data / "tour"))


@program.command(context_settings=TAKE_ALL)
def templates(
    context: typer.Context,
    service: Annotated[str, typer.Argument(metavar="[SERVICE]", help=SERVICE_IDS)] = "",
    as_json: Annotated[bool, typer.Option("--json", help=_("For programs: every template with its schema."))] = False,
    saved: Annotated[bool, typer.Option(help=_("Ask VistoureAI for your saved workflows, too."))] = False,
) -> None:
    """Lists what can be made, and with which options."""
    from vividdesk import templates

    services = (_known(service),) if service else SERVICES
    if context.args:
        raise typer.BadParameter(_("it takes one service, and --json, --saved: see vividdesk templates --help"))
    if saved and VISTOURE not in services:
        raise typer.BadParameter(_("only VistoureAI has saved workflows: vividdesk templates vistoure --saved"))
    paths = Paths.of(os.environ)
    found = asyncio.run(_saved_workflows(paths)) if saved else ()
    templates.run(paths.catalog, services, found, as_json)


@program.command()
def make(
    photos: Annotated[list[str] | None, typer.Argument(metavar="[PHOTO]...")] = None,
    templates: Annotated[
        list[str] | None, typer.Option("--with", metavar="SERVICE/TEMPLATE", help=_("What to make; may be repeated."))
    ] = None,
    options: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=_("An option."))] = None,
    slots: Annotated[
        list[str] | None, typer.Option("--slot", metavar="NAME=PHOTO", help=_("A photo for a place by its name."))
    ] = None,
    out: Annotated[Path | None, typer.Option(file_okay=False, help=_("The folder for the results."))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=_("For programs: each job as a line of JSON."))] = False,
    timeout: Annotated[float | None, typer.Option(min=0, help=_("Seconds to wait; the jobs stay."))] = None,
    again: Annotated[bool, typer.Option("--again", help=_("Also what is under way or was just made."))] = False,
    resume: Annotated[bool, typer.Option("--resume", help=_("Goes on with all that has not ended."))] = False,
    examples: Annotated[
        bool, typer.Option("--examples", help=_("Fills what is needed and not set with the catalogue's examples."))
    ] = False,
) -> int:
    """Makes clips and pictures of photos, waits for them, and prints their files."""
    from vividdesk.commands import make
    from vividdesk.commands.order import Words, WrongCall
    from vividdesk.settings import SettingsFile

    given = (tuple(photos or ()), tuple(templates or ()), tuple(options or ()), tuple(slots or ()))
    if resume and any(given):
        raise typer.BadParameter(_("--resume goes on with what is there, and takes nothing new"))
    paths = Paths.of(os.environ)
    usual = SettingsFile(paths.settings).settings.details
    call = make.Call(Words(*given, examples=examples, again=again), out, as_json, timeout, resume, usual)
    try:
        return make.run(call, paths, os.environ, lambda: _saved_workflows(paths))
    except WrongCall as fault:
        log.print_fault(fault)
        return WRONG_CALL


@jobs.callback()
def jobs_list(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help=_("For programs."))] = False,
    states: Annotated[list[str] | None, typer.Option("--state", help=_("Only those; may be repeated."))] = None,
    text: Annotated[str, typer.Option(help=_("Only those with these words."))] = "",
    limit: Annotated[int, typer.Option(min=1, max=5000, help=_("So many of the newest."))] = 50,
) -> int:
    """Lists jobs, or with a command: decides about some."""
    from vividdesk.model.job import JobState
    from vividdesk.wishes.journal import Wanted

    if unknown := set(states or ()) - set(JobState):
        raise typer.BadParameter(
            _("there is no state {name}; there are: {known}").format(name=unknown.pop(), known=", ".join(JobState))
        )
    return 0 if context.invoked_subcommand else _jobs().list(Wanted(tuple(states or ()), text, limit), as_json)


@jobs.command("retry")
def jobs_retry(
    ids: JobIds, anew: Annotated[bool, typer.Option("--anew", help=_("Sends all of them again, paid again."))] = False
) -> int:
    """Looks again at jobs that the service may still have, and sends others again, which is paid again."""
    return _jobs().retry(ids, anew)


@jobs.command("cancel")
def jobs_cancel(ids: JobIds) -> int:
    """Lets jobs go; at the service, too, where it can."""
    return _jobs().cancel(ids)


@jobs.command("forget")
def jobs_forget(
    ids: JobIds, files: Annotated[bool, typer.Option("--files", help=_("Deletes their files, too."))] = False
) -> int:
    """Takes jobs that have ended off the list."""
    return _jobs().forget(ids, files)


@jobs.command("decide")
def jobs_decide(
    number: Annotated[int, typer.Argument(metavar="ID")],
    found: Annotated[str | None, typer.Option(metavar="REMOTE", help=_("The service has it, by this id."))] = None,
    resend: Annotated[bool, typer.Option("--resend", help=_("It is not there: sends it again."))] = False,
    drop: Annotated[bool, typer.Option("--drop", help=_("Lets it go."))] = False,
) -> int:
    """Settles a job of which nobody knows whether the service took it."""
    if (found is not None) + resend + drop != 1:
        raise typer.BadParameter(_("say exactly one of --found, --resend and --drop"))
    return _jobs().decide(number, found, resend)


@program.command(context_settings=TAKE_ALL | {"help_option_names": []})
def service(context: typer.Context) -> int:
    """Runs the three services on this computer, for other programs; --help lists what can be set."""
    words = [sys.executable, "-P", "-m", "vividdesk.localservice", *context.args]
    world = {name: value for name, value in os.environ.items() if not name.endswith("_KEY")}
    if os.name != "nt":
        os.execve(sys.executable, words, world)  # noqa: S606 - so that whoever ends this ends the service
    import subprocess

    return subprocess.run(words, env=world, check=False).returncode


@keys.command("set", context_settings=TAKE_ALL)
def keys_set(context: typer.Context, service: ServiceName) -> None:
    """Stores a key, typed at a prompt or read from stdin."""
    wanted = _service(service, context)
    text = _typed(wanted)
    key = asyncio.run(Keys({}).put(wanted.id, text, _tell_locked))
    print(_("The key {key} for {service} is in the system keyring.").format(key=key.masked, service=wanted.name))


@keys.command("test", context_settings=TAKE_ALL)
def keys_test(context: typer.Context, service: ServiceName) -> None:
    """Asks the service whether it takes the key."""
    from vividdesk.core import Core
    from vividdesk.providers.registry import try_key

    wanted = _service(service, context)
    core = Core(Paths.of(os.environ), os.environ)
    asyncio.run(core.keys.load([wanted.id], _tell_locked))
    print(asyncio.run(try_key(core.keyed(wanted))).says)


@keys.command("forget", context_settings=TAKE_ALL)
def keys_forget(context: typer.Context, service: ServiceName) -> None:
    """Removes a key from the system keyring."""
    wanted = _service(service, context)
    if asyncio.run(Keys({}).forget(wanted.id, _tell_locked)):
        print(_("The key for {service} is forgotten.").format(service=wanted.name))
    else:
        print(_("There was no key for {service}.").format(service=wanted.name))


def _typed(service: Service) -> str:
    if sys.stdin.isatty():
        import getpass

        text = getpass.getpass(_("Key for {service} (it stays hidden): ").format(service=service.name))
    else:
        text = sys.stdin.readline()
    if not text.strip():
        raise VividError(_("No key was given, so nothing was stored."))
    return text.strip()


def _service(name: str, context: typer.Context) -> Service:
    found = _known(name)
    if context.args:
        raise typer.BadParameter(
            _("a key is no argument: other programs could see it. Leave it out; it is asked for, or read from stdin.")
        )
    return found


def _known(name: str) -> Service:
    """What is not understood may be a key, given by mistake: it is not repeated."""
    found = service_named(name)
    if found is None:
        raise typer.BadParameter(_("that is no service; there are: {known}").format(known=SERVICE_IDS))
    return found


def _jobs() -> "Jobs":
    from vividdesk.commands.jobs import Jobs

    return Jobs(Paths.of(os.environ), os.environ)


async def _saved_workflows(paths: Paths) -> "tuple[Template, ...]":
    """Those that cannot be read are told on stderr."""
    from vividdesk.core import Core
    from vividdesk.providers.workflows import saved_workflows

    core = Core(paths, os.environ)
    await core.keys.load([VISTOURE.id], _tell_locked)
    found = await saved_workflows(core.keyed(VISTOURE))
    for fault in found.faults:
        log.print_fault(fault)
    return found.templates


def _tell_locked() -> None:
    print(_("The system keyring is locked; your desktop asks for its password."), file=sys.stderr)
