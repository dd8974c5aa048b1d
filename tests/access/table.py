"""Every address × every role: what each is answered. A new address needs a line here.

A line names the address as `reverse` does, or by its route where it has no name. Its arguments and
fields are names of the world's keys, or stand for themselves. The unit's documents are asked for:
what its own people and those above it may do is told by an action, everybody else gets 404 for an
object, and 403 where there is none.
"""

from __future__ import annotations

from typing import Any

from tests.access.expected import (
    EDIT,
    EDIT_SOMEWHERE,
    FORMS,
    FORMS_SOMEWHERE,
    INSPECT,
    LOG,
    LOG_SOMEWHERE,
    LOGIN,
    MANAGE,
    MANAGE_SOMEWHERE,
    PUBLISH,
    REVIEW,
    SEE,
    SITE,
    TEACH_SOMEWHERE,
    WATCH,
    WATCH_SOMEWHERE,
    Line,
    act,
    all_in,
    anywhere,
    closed,
    door,
    everyone,
    model,
    of_region,
    of_unit,
    page,
    public,
)
from tests.access.world import SIGNED_IN

_NO_GRANTS = {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0}
_DOCUMENT = ("slug", 2025, "budget")
_DISCLOSURE = "admin:budgets_disclosure_"
_FORMS = "admin:budgets_ownstandard_"
# Who works in a region reaches it, for a body of it or for the whole.
_SEE_REGION = SEE | {"staff of another"}
_WORD: dict[str, Any] = {"place": "row", "kind": "total", "note": ""}

# A script is told in its own words that one has to sign in.
_OUTSIDE = {"nobody": 403, "disabled": 403}


def _asked(*args: Any, done: int | None = None, **more: Any) -> Line:
    """What the grid's script asks: by POST (`done`), else by GET."""
    if done is None:
        return Line(args, {**of_unit(EDIT, 200), **_OUTSIDE}, **more)
    asked = {**all_in(405), **_OUTSIDE}
    return Line(args, asked, {**of_unit(EDIT, done), **_OUTSIDE}, **more)


URLS: dict[str, Line] = {
    # --- The public site: nobody is asked who they are ---
    "home": public(),
    "about": public(),
    "search": public(),
    "search-suggestions": public(),
    "glossary": public(),
    # --- To take away: data, feeds, what search engines ask for ---
    "data": public(),
    # Made beside the server, and not yet.
    "bulk-file": public("region", "code", "facts.csv", status=404),
    "feed": public(),
    "search-feed": public(),
    "region-feed": public("code"),
    "department-feed": public("slug"),
    "robots": public(),
    "sitemap": public(),
    "sitemap-places": public(),
    "sitemap-bodies": public(0),
    "sitemap-documents": public(0),
    # --- For programs ---
    "api-docs": public(),
    "api:index": public(),
    "api:openapi": public(),
    "api:regions": public(),
    "api:regions-code": public("code"),
    "api:bodies": public(),
    "api:bodies-slug": public("slug"),
    "api:disclosures": public(),
    "api:disclosures-slug-year-kind": public(*_DOCUMENT),
    "api:disclosures-slug-year-kind-version": public(*_DOCUMENT, 1),
    "api:tables": public(),
    "api:disclosures-slug-year-kind-n": public(*_DOCUMENT, 1),
    "api:disclosures-slug-year-kind-version-n": public(*_DOCUMENT, 1, 1),
    "api:facts": public(),
    "api:key-amounts": public(),
    "api:projects": public(),
    "api:projects-key": public("project code"),
    "api:indicators": public(),
    "api:evaluations": public(),
    # Without a question there is no answer.
    "api:search": public(status=400),
    "compare": public(),
    "region-year": public("code", 2025, "budget"),
    "year": public(2025, "budget"),
    "compare-csv": public(),
    "compare-svg": public(),
    # Of nothing there is no picture.
    "compare-png": public(status=404),
    "verify": public(),
    "region": public("code"),
    "region-due": public("code"),
    "department": public("slug"),
    "disclosure": public(*_DOCUMENT),
    "table": public(*_DOCUMENT, 1),
    "table-file": public(*_DOCUMENT, 1, "csv"),
    "citation": public(*_DOCUMENT, "ris"),
    "citation-version": public(*_DOCUMENT, 1, "bib"),
    "table-citation": public(*_DOCUMENT, 1, "json"),
    "table-citation-version": public(*_DOCUMENT, 1, 1, "ris"),
    "published-file": public(*_DOCUMENT, "data.json"),
    # Made at publication, which this document only looks like.
    "chart": public(*_DOCUMENT, "flow", "svg", status=404),
    "versions": public(*_DOCUMENT),
    "disclosure-version": public(*_DOCUMENT, 1),
    "table-version": public(*_DOCUMENT, 1, 1),
    "chart-version": public(*_DOCUMENT, 1, "flow", "svg", status=404),
    "table-file-version": public(*_DOCUMENT, 1, 1, "csv"),
    "published-file-version": public(*_DOCUMENT, 1, "data.json"),
    "project": public("project code"),
    "department-performance": public("slug"),
    "department-performance-year": public("slug", 2025),
    "project-of-document": public(*_DOCUMENT, "project code", status=302),
    "project-of-document-version": public(*_DOCUMENT, 1, "project code", status=302),
    "set_language": Line((), everyone(302), everyone(302), public=True),
    # --- The workplace ---
    "admin:index": Line((), all_in(200)),
    "admin:app_list": Line(("budgets",), all_in(200)),
    "admin:jsi18n": Line((), all_in(200)),
    "admin:autocomplete": Line(
        (),
        all_in(200),
        query="app_label=budgets&model_name=disclosure&field_name=department&term=",
    ),
    "admin/(?P<url>.*)$": Line((), all_in(404), path="/admin/no-such-page/"),
    # --- Signing in, and one's own account ---
    **{
        name: Line((), door(302, 200), path="/admin/login/")
        for name in ("admin/login/", "admin:login")
    },
    **{
        name: Line((), everyone(405), everyone(200), path="/admin/logout/")
        for name in ("admin/logout/", "admin:logout")
    },
    # The people of the test have no password that could be changed.
    **{
        name: Line((), all_in(302), all_in(302), path="/admin/password_change/")
        for name in ("admin/password_change/", "admin:password_change")
    },
    "admin:password_change_done": Line((), all_in(200)),
    "accounts:code": Line((), all_in(302), all_in(302)),
    "accounts:single-sign-on": Line((), everyone(LOGIN)),
    "accounts:single-sign-on-back": Line((), everyone(LOGIN)),
    "accounts:mine": Line((), all_in(200)),
    "accounts:end-others": Line((), all_in(405), all_in(302)),
    "accounts:second-factor": Line((), all_in(302), all_in(302)),
    "accounts:set-up": Line((), all_in(200), all_in(200)),
    "accounts:picture": Line((), everyone(404)),
    "accounts:choose-password": Line(("unknown", "token"), everyone(200)),
    # --- People and their roles: those of one's own region ---
    "admin:accounts_person_changelist": Line((), anywhere(MANAGE_SOMEWHERE, 200)),
    "admin:accounts_person_add": Line(
        (),
        anywhere(MANAGE_SOMEWHERE, 200),
        anywhere(MANAGE, 302) | {"administrator elsewhere": 200},
        data={"username": "new-person", "first_name": "新人", "region": "here", **_NO_GRANTS},
    ),
    "admin:accounts_person_change": Line(
        ("person",),
        of_unit(MANAGE, 200, see=MANAGE),
        of_unit(MANAGE, 302, see=MANAGE),
        data={"first_name": "录入员", "region": "", **_NO_GRANTS},
    ),
    "admin:accounts_person_deed": Line(
        ("person", "password-link"),
        of_unit(MANAGE, 200, see=MANAGE),
        of_unit(MANAGE, 200, see=MANAGE),
    ),
    "admin/accounts/person/<path:object_id>/": Line(
        ("person",), all_in(302), path="/admin/accounts/person/{}/"
    ),
    # --- Beginning a document, and blank workbooks ---
    f"{_DISCLOSURE}begin": Line(
        (),
        anywhere(EDIT_SOMEWHERE, 200),
        # Who edits nothing learns of no body; who edits another one does not find this one.
        closed({r: 302 if r in EDIT else 404 if r in EDIT_SOMEWHERE else 403 for r in SIGNED_IN}),
        data={"department": "unit", "year": 2029, "kind": "budget", "way": "blank"},
    ),
    "standards:list": Line((), anywhere(EDIT_SOMEWHERE, 200)),
    "standards:blank": Line(("beijing-unit-2026",), anywhere(EDIT_SOMEWHERE, 200)),
    # --- Bringing a workbook ---
    f"{_DISCLOSURE}upload": Line(
        (),
        anywhere(EDIT_SOMEWHERE, 200),
        anywhere(EDIT_SOMEWHERE, 422),
        data={"department": "unit", "year": 2027, "kind": "budget"},
    ),
    f"{_DISCLOSURE}add": Line((), anywhere(EDIT_SOMEWHERE, 302)),
    **{
        f"{_DISCLOSURE}{name}": Line(
            ("token",),
            # It is its owner's, whoever else may edit.
            closed(
                {
                    role: asked
                    if role == "staff" or asked == 405
                    else 404
                    if role in EDIT_SOMEWHERE
                    else 403
                    for role in SIGNED_IN
                }
            ),
            None
            if done is None
            else closed(
                {
                    role: done if role == "staff" else 404 if role in EDIT_SOMEWHERE else 403
                    for role in SIGNED_IN
                }
            ),
        )
        for name, asked, done in (
            ("preview", 200, None),
            ("preview_annotated", 200, None),
            ("accept", 405, 302),
            ("cancel", 405, 302),
            ("preview_meaning", 302, 302),
        )
    },
    # --- Long work: whose it is, and nobody else's ---
    f"{_DISCLOSURE}jobs": Line((), all_in(200)),
    **{
        f"{_DISCLOSURE}{name}": Line(
            ("job",),
            closed({role: 200 if role == "staff" else 404 for role in SIGNED_IN}),
        )
        for name in ("job", "job_state", "job_file")
    },
    f"{_DISCLOSURE}job_cancel": Line(
        ("job",),
        all_in(405),
        closed({role: 302 if role == "staff" else 404 for role in SIGNED_IN}),
    ),
    # --- A document of the unit ---
    f"{_DISCLOSURE}changelist": Line((), all_in(200)),
    f"{_DISCLOSURE}change": page("draft"),
    f"{_DISCLOSURE}history": page("draft"),
    f"{_DISCLOSURE}delete": Line(
        ("draft",), of_unit(frozenset(), 200), of_unit(frozenset(), 302), data={"post": "yes"}
    ),
    "admin/budgets/disclosure/<path:object_id>/": Line(
        ("draft",), all_in(302), path="/admin/budgets/disclosure/{}/"
    ),
    f"{_DISCLOSURE}export": page("draft", "json"),
    f"{_DISCLOSURE}annotated": page("draft"),
    f"{_DISCLOSURE}changes": page("draft"),
    f"{_DISCLOSURE}one_change": page("draft", "change"),
    f"{_DISCLOSURE}differences": page("draft"),
    f"{_DISCLOSURE}differences_export": page("draft", "json"),
    # It was not brought as a file; who may not see it can't learn even that.
    f"{_DISCLOSURE}source": Line(("draft",), of_unit(SEE, 404)),
    f"{_DISCLOSURE}check": act("draft"),
    f"{_DISCLOSURE}read_again": act("draft"),
    f"{_DISCLOSURE}explain": act("draft"),
    f"{_DISCLOSURE}meaning": act("draft", get=302),
    f"{_DISCLOSURE}fill": act("draft", get=302),
    f"{_DISCLOSURE}paste": act("draft", get=200, done=422),
    f"{_DISCLOSURE}undo": act("draft", "change"),
    f"{_DISCLOSURE}discard": act("draft", get=200),
    # --- Its tables in the grid; a form is not what the script sends ---
    f"{_DISCLOSURE}cells": Line(("draft", 1), of_unit(EDIT, 200), of_unit(EDIT, 302)),
    f"{_DISCLOSURE}cells_cells": _asked("draft", 1, done=400),
    f"{_DISCLOSURE}cells_rows": _asked("draft", 1, done=400),
    f"{_DISCLOSURE}cells_undo": _asked("draft", 1, done=400),
    f"{_DISCLOSURE}cells_state": _asked("draft", 1, query="page=some-page"),
    f"{_DISCLOSURE}cells_codes": _asked("draft", 1, query="q=201&column=0"),
    # --- Its explanation ---
    f"{_DISCLOSURE}last_year": page("draft", 1),
    f"{_DISCLOSURE}reasons": Line(("draft",), of_unit(SEE, 200), of_unit(EDIT, 302)),
    f"{_DISCLOSURE}narrative": page("draft"),
    f"{_DISCLOSURE}narrative_before": page("draft", "event"),
    f"{_DISCLOSURE}narrative_text": act(
        "draft", get=200, done=409, data={"text": "一、情况", "was": "old"}
    ),
    f"{_DISCLOSURE}narrative_begin": act("draft"),
    f"{_DISCLOSURE}narrative_fix": act("draft"),
    f"{_DISCLOSURE}narrative_tell": act("draft"),
    f"{_DISCLOSURE}narrative_earlier": act("draft"),
    f"{_DISCLOSURE}narrative_paragraph": act("draft", 1, done=409),
    f"{_DISCLOSURE}narrative_take_back": act("draft", "event"),
    # --- Its steps ---
    f"{_DISCLOSURE}submit": act("draft", get=200, data={"as_published": "on"}),
    f"{_DISCLOSURE}call_back": act("submitted", get=200),
    f"{_DISCLOSURE}review": act(
        "submitted", get=200, may=REVIEW, data={"sha256": "submitted digest"}
    ),
    f"{_DISCLOSURE}send_back": act(
        "submitted", get=200, may=REVIEW, data={"reason": "请改正收入。"}
    ),
    f"{_DISCLOSURE}publish": act("approved", get=200, may=PUBLISH),
    f"{_DISCLOSURE}schedule": act("approved", may=PUBLISH, data={"at": "2100-01-01T08:00"}),
    f"{_DISCLOSURE}unschedule": act("approved", may=PUBLISH, done=409),
    f"{_DISCLOSURE}withdraw": act(
        "public", get=200, may=PUBLISH, data={"notice": "因数据有误撤下。", "confirmed": "yes"}
    ),
    f"{_DISCLOSURE}correct": act("public", get=200, data={"reason": "收入写错。"}),
    # --- What is said at its cells: an auditor reads, an administrator has no part in it ---
    f"{_DISCLOSURE}comments": Line(
        ("draft",),
        of_unit(SEE, 200),
        of_unit(EDIT | REVIEW | PUBLISH | {"bureau"}, 302),
        data={"text": "请核对。"},
    ),
    f"{_DISCLOSURE}comment_table": Line(
        ("draft", 1), of_unit(EDIT | REVIEW | PUBLISH | {"bureau"}, 200)
    ),
    f"{_DISCLOSURE}comment": act(
        "draft", "comment", may=EDIT | REVIEW | PUBLISH | {"bureau"}, data={"text": "已核对。"}
    ),
    # --- Entering performance ---
    "performance-admin:start": Line(
        (),
        anywhere(EDIT_SOMEWHERE, 200),
        # A body that is not one's own is no choice of the form.
        anywhere(EDIT, 302) | {"staff of another": 422},
        data={"department": "unit", "year": 2027, "kind": "performance"},
    ),
    "performance-admin:blank": Line(("beijing-projects",), all_in(200)),
    "performance-admin:workbench": Line(("draft",), of_unit(EDIT, 200)),
    "performance-admin:drop": act("draft", "project", 0),
    "performance-admin:new-project": act("draft", get=200, done=422),
    "performance-admin:check-new-project": act("draft", done=200),
    "performance-admin:project": act("draft", 0, get=200, done=422),
    "performance-admin:check-project": act("draft", 0, done=200),
    "performance-admin:overall": act("draft", get=200),
    "performance-admin:check-overall": act("draft", done=200),
    "performance-admin:new-evaluation": act("draft", get=302),
    "performance-admin:score-new-evaluation": act("draft", done=200),
    "performance-admin:evaluation": act("draft", 0, get=302),
    "performance-admin:score-evaluation": act("draft", 0, done=200),
    # --- The bureau's pages ---
    "bureau:start": Line(
        (),
        # Who watches one region is led there.
        anywhere(WATCH_SOMEWHERE, 302) | {"site administrator": 200, "superuser": 200},
    ),
    "bureau:preview": page("draft"),
    "bureau:noted": act("reminder", done=302),
    "bureau:rules": Line(("code",), of_region(WATCH, 200)),
    "bureau:rule": Line(
        ("code", "W01"), of_region(INSPECT, 200), of_region(INSPECT, 302), data={"reset": "yes"}
    ),
    "bureau:region": Line(("code", 2026), of_region(WATCH, 200)),
    "bureau:look": Line(("code", 2026), all_in(405), of_region(WATCH, 302)),
    "bureau:days": Line(
        ("code", 2026), of_region(INSPECT, 200), of_region(INSPECT, 302), data={"save": "yes"}
    ),
    "bureau:exception": Line(
        ("code", 2026),
        all_in(405),
        of_region(INSPECT, 302),
        data={"department": "unit", "kind": "final-accounts", "day": "2026-02-01"},
    ),
    "bureau:drop-exception": Line(
        ("code", 2026, "exception"), all_in(405), of_region(INSPECT, 302)
    ),
    "bureau:excuse": Line(
        ("code", 2026),
        all_in(405),
        of_region(INSPECT, 302),
        data={"department": "unit", "kind": "budget", "reason": "涉密。"},
    ),
    "bureau:drop-excuse": Line(("code", 2026, "excuse"), all_in(405), of_region(INSPECT, 302)),
    "bureau:remind": Line(
        ("code", 2026), all_in(405), of_region(INSPECT, 200), data={"body": "unit"}
    ),
    "bureau:reminders": Line(("code", 2026), of_region(WATCH, 200)),
    "bureau:export": Line(("code", 2026), of_region(WATCH, 200)),
    "bureau:export-csv": Line(("code", 2026), of_region(WATCH, 200)),
    "bureau:reasons-csv": Line(("code", 2026), of_region(WATCH, 200)),
    "bureau:body": Line(("code", 2026, "slug"), of_region(WATCH, 200)),
    "bureau:document": Line(("code", 2026, "slug", "budget"), of_region(WATCH, 200)),
    # --- The log: of one's own places ---
    **{
        f"admin:budgets_logentry_{name}": Line((), anywhere(LOG_SOMEWHERE, 200))
        for name in ("changelist", "csv")
    },
    "admin:budgets_logentry_add": Line((), anywhere(frozenset(), 200), anywhere(frozenset(), 302)),
    "admin:budgets_logentry_change": Line(
        ("entry",), of_unit(LOG, 200, see=LOG), of_unit(frozenset(), 302, see=LOG)
    ),
    "admin:budgets_logentry_delete": Line(
        ("entry",),
        of_unit(frozenset(), 200, see=LOG),
        of_unit(frozenset(), 302, see=LOG),
        data={"post": "yes"},
    ),
    "admin:budgets_logentry_history": Line(("entry",), of_unit(LOG, 200, see=LOG)),
    "admin/budgets/logentry/<path:object_id>/": Line(
        ("entry",), all_in(302), path="/admin/budgets/logentry/{}/"
    ),
    # --- Places, lists and words ---
    **model(
        "region",
        "here",
        see=SEE | {"staff of another"},
        add=MANAGE_SOMEWHERE,
        change=MANAGE,
        delete=MANAGE,
        fields={"code": "110000", "name": "甲省", "parent": "", "reason_threshold": "10"},
        new={"code": "110199", "name": "新区", "parent": "here", "reason_threshold": "10"},
        # Bodies stand in it.
        deleted=200,
    ),
    **model(
        "department",
        "unit",
        see=SEE,
        add=MANAGE_SOMEWHERE,
        change=MANAGE,
        delete=MANAGE,
        fields={"name": "甲下属所", "slug": "jia-xia-shu", "region": "here", "parent": ""},
        new={"name": "新设的局", "region": "here", "parent": ""},
        deleted=200,
    ),
    **model(
        "fiscalyear",
        "year",
        see=SIGNED_IN,
        add=SITE,
        change=SITE,
        delete=SITE,
        fields={"year": 2026},
        new={"year": 2031},
        deleted=200,
    ),
    **model(
        "classificationcode",
        "classification",
        see=SIGNED_IN,
        add=SITE,
        change=SITE,
        delete=SITE,
        fields={
            "catalogue": "function",
            "code": "201",
            "name": "一般公共服务支出",
            "status": "printed",
        },
        new={"catalogue": "function", "code": "205", "name": "教育支出", "status": "printed"},
    ),
    "admin:budgets_classificationcode_import": Line(
        (), anywhere(SITE, 200), anywhere(SITE, 422), data={"catalogue": "function"}
    ),
    # Sets of forms of a region: seen by who works in it, kept by its bureau and who manages it, never deleted.
    f"{_FORMS}changelist": Line((), all_in(200)),
    f"{_FORMS}add": Line((), anywhere(FORMS_SOMEWHERE, 200), anywhere(FORMS_SOMEWHERE, 422)),
    f"{_FORMS}change": Line(
        ("forms",),
        of_unit(_SEE_REGION, 200, see=_SEE_REGION),
        of_unit(FORMS, 422, see=_SEE_REGION),
    ),
    f"{_FORMS}blank": Line(("forms",), of_unit(_SEE_REGION, 200, see=_SEE_REGION)),
    f"{_FORMS}meaning": Line(
        ("forms",),
        of_unit(FORMS, 302, see=_SEE_REGION),
        of_unit(FORMS, 302, see=_SEE_REGION),
    ),
    f"{_FORMS}delete": Line(
        ("forms",),
        of_unit(frozenset(), 200, see=_SEE_REGION),
        of_unit(frozenset(), 302, see=_SEE_REGION),
    ),
    f"{_FORMS}history": Line(("forms",), of_unit(_SEE_REGION, 200, see=_SEE_REGION)),
    "admin/budgets/ownstandard/<path:object_id>/": Line(
        ("forms",), all_in(302), path="/admin/budgets/ownstandard/{}/"
    ),
    **model(
        "wordmeaning",
        "word",
        see=SEE | {"staff of another"},
        add=TEACH_SOMEWHERE,
        change=EDIT_SOMEWHERE | MANAGE,
        delete=MANAGE,
        fields={**_WORD, "word": "甲词", "region": "here"},
        new={**_WORD, "word": "新词", "region": "here"},
    ),
    **model(
        "population",
        "population",
        see=_SEE_REGION,
        add=MANAGE_SOMEWHERE,
        change=MANAGE,
        delete=MANAGE,
        fields={"region": "here", "year": 2024, "people": 1001, "source": "公报"},
        new={"region": "here", "year": 2025, "people": 1001, "source": "公报"},
    ),
    **model(
        "succession",
        "succession",
        see=WATCH,
        add=MANAGE_SOMEWHERE,
        change=MANAGE,
        delete=MANAGE,
        fields={"former": "former", "successor": "unit", "from_year": 2024, "note": "改革"},
        new={"former": "former", "successor": "other", "from_year": 2025, "note": "改革"},
    ),
    **model(
        "codesuccession",
        "code succession",
        see=SIGNED_IN,
        add=SITE,
        change=SITE,
        delete=SITE,
        fields={
            "catalogue": "function",
            "former": "2010301",
            "successor": "2010399",
            "from_year": 2024,
            "note": "改",
        },
        new={
            "catalogue": "function",
            "former": "2010302",
            "successor": "2010399",
            "from_year": 2024,
            "note": "改",
        },
    ),
}
# An administrator elsewhere may add such a thing, and not here: the form says so.
for _name in ("region", "department", "wordmeaning", "population", "succession"):
    _line = URLS[f"admin:budgets_{_name}_add"]
    URLS[f"admin:budgets_{_name}_add"] = Line(
        _line.args, _line.get, {**(_line.post or {}), "administrator elsewhere": 200}, _line.data
    )
