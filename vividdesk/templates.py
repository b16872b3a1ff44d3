"""The command `templates`: what can be made, for people and, as JSON, for programs."""

import json
import sys
from collections.abc import Collection
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Column, Table
from rich.text import Text

from vividdesk import catalog, log
from vividdesk.model.schema import Editor, Field, Slot
from vividdesk.model.service import SERVICES, Service
from vividdesk.model.template import Makes, Template
from vividdesk.model.validate import allowed
from vividdesk.texts import _, count


def run(own: Path, services: Collection[Service], saved: tuple[Template, ...], as_json: bool) -> None:
    """Mistakes in the person's own folder of templates are told on stderr; the rest goes on."""
    found = catalog.load(own)
    for problem in found.problems:
        print(log.clean(f"vividdesk: {problem}"), file=sys.stderr)
    listed = [each for service in services for each in found.of(service)] + [*saved]
    if as_json:
        print(json.dumps([catalog.described(each) for each in listed], indent=2, ensure_ascii=False))
    else:
        _print(listed, in_full=len(services) == 1)


def _print(listed: list[Template], in_full: bool) -> None:
    console = Console(highlight=False)
    for service in SERVICES:
        own = [each for each in listed if each.service == service.id]
        if own:
            console.print(Text(service.name, "bold"))
        if in_full:
            for template in own:
                console.print(_head(template), Padding(_options(template), (0, 0, 1, 2)), sep="\n")
            _print_details(console, own)
        else:
            longest = max((len(each.id) for each in own), default=0)
            overview = Table.grid(Column(no_wrap=True, min_width=longest + 2), "", "", padding=(0, 2))
            for template in own:
                overview.add_row(f"  [cyan]{escape(template.id)}", escape(template.label), f"[dim]{_makes(template)}")
            console.print(overview)
    if not in_full:
        console.print(_("The options of one service: vividdesk templates SERVICE"), style="dim")


def _print_details(console: Console, own: list[Template]) -> None:
    """What can be said of the result, and is no part of making it."""
    if details := ", ".join(dict.fromkeys(field.name for each in own for field in each.details.fields)):
        console.print(_("Besides: {names}").format(names=details), style="dim")


def _head(template: Template) -> Text:
    title = Text.assemble("  ", (template.id, "cyan"), f"  {template.label}  ", (_makes(template), "dim"))
    return Text("\n  ").join([title, Text(template.description)]) if template.description else title


def _options(template: Template) -> Table:
    table = Table.grid(padding=(0, 2))
    for slot in template.slots:
        table.add_row(Text(slot.name, "green"), Text(_photos(slot)), Text(slot.title, "dim"))
    for field in template.options.fields:
        said = [each for each in (field.title, _takes(field), field.note) if each]
        table.add_row(Text(field.name, "green"), Text(_unless_set(field)), Text(" · ".join(said), "dim"))
    if not template.documented:
        table.add_row("…", "", Text(_("not documented by the service; you may name options of your own"), "dim"))
    return table


def _makes(template: Template) -> str:
    return {Makes.PICTURE: _("picture"), Makes.CLIP: _("clip"), Makes.EITHER: _("picture or clip")}[template.makes]


def _photos(slot: Slot) -> str:
    if slot.linked:
        return _("linked")
    if slot.at_most is None:
        return count("{n} photo or more", "{n} photos or more", slot.at_least)
    if slot.at_least == slot.at_most:
        return count("{n} photo", "{n} photos", slot.at_least)
    return _("{low} to {high} photos").format(low=slot.at_least, high=slot.at_most)


def _unless_set(field: Field) -> str:
    """What is sent where a person sets nothing."""
    if field.linked:
        return _("linked")
    if field.required and field.default is None:
        return _("needed")
    return "–" if field.default is None else json.dumps(field.default, ensure_ascii=False)


def _takes(field: Field) -> str:
    """What it takes, in the words that the service knows; for free text nothing needs to be said."""
    if field.enum:
        return ", ".join(map(str, field.enum))
    if field.editor is Editor.OPEN_CHOICE:
        return ", ".join([*map(str, field.examples), "…"])
    if field.editor is Editor.TEXT or (field.editor is Editor.LONG_TEXT and not field.min_length):
        return ""
    return allowed(field)
