"""Lets a person in again whom no administrator can help, such as the only superuser."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from accounts import people


class Command(BaseCommand):
    help = (
        "Prints a link at which the person chooses a new password, once, within a day. "
        "The password of before, and all sessions, are void."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument(
            "--second-factor",
            action="store_true",
            help="also remove the second factor, which has been lost",
        )
        parser.add_argument("--site", default="http://127.0.0.1:8000", help="where the site is")

    def handle(self, *args: Any, **options: Any) -> None:
        person = get_user_model().objects.filter(username=options["username"]).first()
        if person is None:
            raise CommandError("There is no such account.")
        if not person.is_active:
            raise CommandError("The account is disabled.")
        if options["second_factor"]:
            people.take_second_factor(person, by=None)
        with translation.override(settings.LANGUAGE_CODE):
            path = people.password_link(person, by=None)
        self.stdout.write(options["site"].rstrip("/") + path)
