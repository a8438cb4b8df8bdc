"""The table of commands. `./goodword help` prints it, and a test fails when one is not described."""

from __future__ import annotations

from dataclasses import dataclass

from goodword.cli.problems import Stop

# What follows these belongs to Django or pytest, word for word.
PASS_THROUGH = frozenset({"manage", "test"})


@dataclass(frozen=True)
class Command:
    """One command: how it is called, what it does, what must be installed for it ("", "core" or "dev")."""

    name: str
    usage: str
    does: str
    runs: str
    needs: str = "core"
    more: str = ""


_ALL = (
    Command(
        "demo",
        "demo [--port N] [--empty]",
        "make all that is needed and serve the demo community at http://127.0.0.1:8000",
        "goodword.cli.demo:run",
        more=(
            "The first start loads the community of an invented bookshop; later starts take it up as it was left.\n"
            "It listens on 127.0.0.1 only. Two links are printed with which you sign in as a customer and as staff.\n"
            "--port N    listen on another port\n"
            "--empty     a real, empty site instead, with a link to the page that makes its first owner"
        ),
    ),
    Command(
        "serve",
        "serve [--host ADDRESS] [--port N] [--web N] [--workers N]",
        "run a site: the web server and the worker under one parent",
        "goodword.cli.serve:run",
        more=(
            "--web N, --workers N   that many processes of each. On SIGHUP they are replaced one by one, each once the\n"
            "                       new one is ready, so that no request is lost (its number is in serve.pid in the home).\n"
            "Runs in the foreground and stops within seconds on SIGTERM or Ctrl-C. Plain http on 127.0.0.1 needs no\n"
            "setting; for anything else set GOODWORD_SITE_URL to the address people use (docs/self-hosting.md)."
        ),
    ),
    Command(
        "web",
        "web [--host ADDRESS] [--port N] [--web N]",
        "run the web server alone",
        "goodword.cli.serve:run_web",
    ),
    Command("worker", "worker", "run the worker of background jobs alone", "goodword.cli.worker:run"),
    Command(
        "dev",
        "dev [--host ADDRESS] [--port N]",
        "serve the home's site and reload when the source changes",
        "goodword.cli.dev:run",
        needs="dev",
    ),
    Command(
        "import",
        "import KIND PATH [OPTIONS]",
        "bring in what is there already: stackexchange DIR, reviews FILE, products FILE",
        "goodword.cli.dispatch:run_import",
        more="`./goodword import KIND --help` lists the options of one kind. A stopped import takes up where it was.",
    ),
    Command(
        "bench",
        "bench NAME [--json]",
        "measure, and print the table; --json adds it as one line of JSON, last",
        "goodword.cli.dispatch:run_bench",
    ),
    Command(
        "backup",
        "backup [FILE | DIR] [--key-file FILE]",
        "write one encrypted file of everything the home keeps, while the site runs",
        "goodword.cli.backup:run",
        more=(
            "Without FILE or DIR it goes to GOODWORD_BACKUP_DIR, else to backups/ in the home. The key is the one in\n"
            "--key-file, GOODWORD_BACKUP_KEY_FILE or GOODWORD_BACKUP_PASSPHRASE, else a recovery key that is made once and\n"
            "printed. The file is read back and compared before the command says that it is there."
        ),
    ),
    Command(
        "restore",
        "restore FILE [--key-file FILE] [--force]",
        "make the home again from a backup, and compare every table and file",
        "goodword.cli.restore:run",
        more=(
            "Into a home that holds nothing; with --force what it held is put aside in replaced-… in the home. With\n"
            "GOODWORD_DATABASE_URL the tables go to that PostgreSQL database, whichever kind they came from. Who was erased\n"
            "since is erased again, and mails and webhooks that waited are not sent."
        ),
    ),
    Command(
        "upgrade",
        "upgrade [--no-backup]",
        "bring a home up to the version that is checked out: backup, migrate, restart, look; back on failure",
        "goodword.cli.upgrade:run",
        more=(
            "Run it after `git pull`. A site that runs under `serve` goes on answering; it is told to take up the new\n"
            "source, and asked whether it does. When a migration fails, the home is brought back from the backup."
        ),
    ),
    Command(
        "move",
        "move --to postgres://USER:PASSWORD@HOST/NAME",
        "copy the SQLite database of the home into an empty PostgreSQL database, and compare every table",
        "goodword.cli.move:run",
        more="The site must be stopped. The SQLite file is only read. A move that was cut off is begun afresh.",
    ),
    Command(
        "owner",
        "owner reset [ADDRESS] [--name NAME]",
        "print a link that works once, with which somebody becomes owner again",
        "goodword.cli.owner:run",
        more=(
            "For whoever sits at this machine: without ADDRESS for the only owner there is. --name makes an account for an\n"
            "address that has none. The link sets a new password; it works for an hour."
        ),
    ),
    Command(
        "doctor",
        "doctor [TOPIC]",
        "say what is wrong with this machine, this home or this database, and what to do",
        "goodword.cli.doctor:run",
        more="A TOPIC is one part of it, such as `database`, `files`, `jobs`, `backup` or `mail`.",
    ),
    Command(
        "manage",
        "manage COMMAND [...]",
        "pass a command through to Django (migrate, shell, createsuperuser …)",
        "goodword.cli.dispatch:run_manage",
    ),
    Command(
        "test",
        "test [PATH] [-k NAME] [--no-browser]",
        "run the tests; gets its own browser. Other pytest options are passed on",
        "goodword.cli.tests:run",
        needs="dev",
        more=(
            "Without a PATH the whole suite runs, on two processes. Tests on real data need GOODWORD_DATA; how many\n"
            "were left out for want of it is printed at the end."
        ),
    ),
    Command(
        "check",
        "check [laws | translations]",
        "the fast checks: locks, ruff, import-linter, mypy, migrations, translations, architecture",
        "goodword.cli.check:run",
        needs="dev",
        more=(
            "check laws           which of the ten laws is not whole yet, and why\n"
            "check translations   whether the compiled catalogues are fresh"
        ),
    ),
    Command(
        "translate",
        "translate",
        "collect the texts into the translators' catalogues and compile them",
        "goodword.cli.translations:run_translate",
        needs="dev",
    ),
    Command(
        "ci",
        "ci",
        "everything that must be green: the checks, the suite on SQLite and on PostgreSQL 15, the browser",
        "goodword.cli.ci:run",
        needs="dev",
    ),
    Command(
        "lock",
        "lock [--upgrade]",
        "write requirements/ anew from pyproject.toml, with hashes",
        "goodword.cli.locks:run",
        needs="dev",
    ),
    Command("help", "help [COMMAND]", "this list, or more about one command", "", needs=""),
)
COMMANDS = {command.name: command for command in _ALL}


def help_text(name: str = "") -> str:
    """The help page, or the page of one command; raises Stop for an unknown name."""
    if name:
        if name not in COMMANDS:
            raise Stop(f"there is no command {name!r}. `./goodword help` lists them.", status=2)
        command = COMMANDS[name]
        return "\n".join(filter(None, (f"./goodword {command.usage}", f"  {command.does}", command.more)))
    width = max(len(command.usage) for command in _ALL)
    lines = ["Goodword. In a checkout: ./goodword [--home DIR] COMMAND", ""]
    lines += [f"  {command.usage:<{width}}  {command.does}" for command in _ALL]
    lines += [
        "",
        "--home DIR is the folder of everything a site keeps: database, pictures, mail, keys. Without it: the",
        "environment variable GOODWORD_HOME, else var/ in the checkout. The settings are in docs/self-hosting.md.",
    ]
    return "\n".join(lines)
