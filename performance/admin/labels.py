"""What the fields of the entry pages are called, for a page that shows what was typed into them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from django import forms

from performance.admin.results import EvaluationForm
from performance.admin.shapes import OverallForm, ProjectForm
from performance.data import OverallData, ProjectData
from performance.forms.names import OVERALL_FORMS, PROJECT_FORMS


def labels_of(names: Collection[str]) -> dict[str, str]:
    """Labels by name of field, as the form has them that has all of these."""
    known = list(_forms())
    fitting = [fields for fields in known if fields.keys() >= set(names)]
    return {
        name: str(field.label)
        for fields in reversed(fitting or known)
        for name, field in fields.items()
    }


def _forms() -> Iterator[dict[str, forms.Field]]:
    yield EvaluationForm.base_fields
    for name in OVERALL_FORMS:
        yield OverallForm(base=OverallData(""), layout_name=name).fields
    for name in PROJECT_FORMS:
        yield ProjectForm(base=ProjectData("", ""), layout_name=name).fields
