"""Every address × every role: what each is answered. A new address needs a line here.

A line names the address as `reverse` does, or by its route where it has no name. Its arguments and
fields are names of the world's keys, or stand for themselves. The unit's documents are asked for:
what its own people and those above it may do is told by an action, everybody else gets 404 for an
object, and 403 where there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.access.world import ROLES, SIGNED_IN

LOGIN = "sign in"  # a redirect to the door
Expected = Mapping[str, int | str]

# Who does what with the unit's documents, written down once more: access.py is not asked.
SEE = frozenset(
    {
        "staff",
        "staff of parent",
        "reviewer",
        "publisher",
        "bureau",
        "auditor",
        "administrator",
        "site administrator",
        "superuser",
    }
)
EDIT = frozenset({"staff", "staff of parent", "superuser"})
REVIEW = frozenset({"reviewer", "superuser"})
PUBLISH = frozenset({"publisher", "superuser"})
MANAGE = frozenset({"administrator", "site administrator", "superuser"})
SITE = frozenset({"site administrator", "superuser"})
# Who does so anywhere at all.
EDIT_SOMEWHERE = EDIT | {"staff of another"}
MANAGE_SOMEWHERE = MANAGE | {"administrator elsewhere"}
TEACH_SOMEWHERE = EDIT_SOMEWHERE | MANAGE_SOMEWHERE


def closed(given: Expected) -> Expected:
    """Everybody else: the door for who is not signed in."""
    return {role: given.get(role, LOGIN) for role in ROLES}


def all_in(status: int) -> Expected:
    """The same for everyone who is signed in."""
    return closed(dict.fromkeys(SIGNED_IN, status))


def _door(inside: int, outside: int) -> Expected:
    return {role: inside if role in SIGNED_IN else outside for role in ROLES}


def everyone(status: int | str) -> Expected:
    return dict.fromkeys(ROLES, status)


def of_unit(may: frozenset[str], status: int, *, see: frozenset[str] = SEE) -> Expected:
    """A page of an object: for those who may, 403 for those who only see it, else it is not there."""
    return closed({r: status if r in may else 403 if r in see else 404 for r in SIGNED_IN})


def anywhere(may: frozenset[str], status: int) -> Expected:
    """A page of no object: for those who may do it somewhere, else refused."""
    return closed({role: status if role in may else 403 for role in SIGNED_IN})


@dataclass(frozen=True)
class Line:
    """One address: what is asked for, and the answers to GET and POST (None: not asked)."""

    args: tuple[Any, ...] = ()
    get: Expected | None = None
    post: Expected | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    path: str = ""  # where the address has no name
    public: bool = False


def page(*args: Any, **more: Any) -> Line:
    """A page to read, for who may see the unit's document."""
    return Line(args, of_unit(SEE, 200), **more)


def act(
    *args: Any, may: frozenset[str] = EDIT, done: int = 302, get: int | None = None, **more: Any
) -> Line:
    """A deed: POST does it; GET asks first (its status), or is refused to everyone."""
    asked = all_in(405) if get is None else of_unit(may, get)
    return Line(args, asked, of_unit(may, done), **more)


def public(*args: Any, status: int = 200) -> Line:
    return Line(args, everyone(status), public=True)


_NO_GRANTS = {"grants-TOTAL_FORMS": 0, "grants-INITIAL_FORMS": 0}
_DOCUMENT = ("slug", 2025, "budget")
_DISCLOSURE = "admin:budgets_disclosure_"


def _model(
    name: str,
    key: str,
    *,
    see: frozenset[str],
    add: frozenset[str],
    change: frozenset[str],
    delete: frozenset[str],
    fields: Mapping[str, Any],
    new: Mapping[str, Any],
    deleted: int = 302,
) -> dict[str, Line]:
    """The addresses of a model in the admin. `see`: who sees the object; lists are for everyone."""
    own = f"admin:budgets_{name}_"
    return {
        f"{own}changelist": Line((), all_in(200)),
        f"{own}add": Line((), anywhere(add, 200), anywhere(add, 302), data=new),
        f"{own}change": Line(
            (key,),
            of_unit(see, 200, see=see),
            of_unit(change, 302, see=see),
            data=fields,
        ),
        f"{own}delete": Line(
            (key,),
            of_unit(delete, 200, see=see),
            of_unit(delete, deleted, see=see),
            data={"post": "yes"},
        ),
        f"{own}history": Line((key,), of_unit(see, 200, see=see)),
        f"admin/budgets/{name}/<path:object_id>/": Line(
            (key,), all_in(302), path=f"/admin/budgets/{name}/{{}}/"
        ),
    }


_WORD: dict[str, Any] = {"place": "row", "kind": "total", "note": ""}

URLS: dict[str, Line] = {
    # --- The public site: nobody is asked who they are ---
    "home": public(),
    "about": public(),
    "region": public("code"),
    "department": public("slug"),
    "disclosure": public(*_DOCUMENT),
    "table": public(*_DOCUMENT, 1),
    "table-file": public(*_DOCUMENT, 1, "csv"),
    "published-file": public(*_DOCUMENT, "data.json"),
    "disclosure-version": public(*_DOCUMENT, 1),
    "table-version": public(*_DOCUMENT, 1, 1),
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
        name: Line((), _door(302, 200), path="/admin/login/")
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
            ("accept", 405, 302),
            ("cancel", 405, 302),
            ("preview_meaning", 302, 302),
        )
    },
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
    # It was not brought as a file; who may not see it can't learn even that.
    f"{_DISCLOSURE}source": Line(("draft",), of_unit(SEE, 404)),
    f"{_DISCLOSURE}check": act("draft"),
    f"{_DISCLOSURE}read_again": act("draft"),
    f"{_DISCLOSURE}explain": act("draft"),
    f"{_DISCLOSURE}meaning": act("draft", get=302),
    f"{_DISCLOSURE}fill": act("draft", get=302),
    f"{_DISCLOSURE}discard": act("draft", get=200),
    # --- Its explanation ---
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
    # --- Places, lists and words ---
    **_model(
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
    **_model(
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
    **_model(
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
    **_model(
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
    **_model(
        "wordmeaning",
        "word",
        see=SEE | {"staff of another"},
        add=TEACH_SOMEWHERE,
        change=EDIT_SOMEWHERE | MANAGE,
        delete=MANAGE,
        fields={**_WORD, "word": "甲词", "region": "here"},
        new={**_WORD, "word": "新词", "region": "here"},
    ),
}
# An administrator elsewhere may add a region, a body and a word, and not here: the form says so.
for _name in ("region", "department", "wordmeaning"):
    _line = URLS[f"admin:budgets_{_name}_add"]
    URLS[f"admin:budgets_{_name}_add"] = Line(
        _line.args, _line.get, {**(_line.post or {}), "administrator elsewhere": 200}, _line.data
    )
