"""Which class the admin's site is of."""

from django.contrib.admin.apps import AdminConfig


class WorkplaceConfig(AdminConfig):
    default_site = "budgets.workplace.Workplace"
