"""`manage.py verify` recomputes every proof and names what was tampered with."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from budgets import immutability, log, models, publishing
from budgets.evidence.verifying import verify
from tests.builders import past_the_triggers, stored
from tests.evidence.publishing import put_out, two_tables
from tests.performance import pages_building as given

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]


def sql(statement: str) -> None:
    """What somebody with the keys of the database does, past the triggers."""
    with past_the_triggers(), connection.cursor() as cursor:
        for one in statement.split(";"):
            cursor.execute(one)


def path_of(disclosure: models.Disclosure, name: str) -> Path:
    return Path(default_storage.path(disclosure.files.get(path=name).stored_name))


@pytest.fixture
def shown() -> models.Disclosure:
    """A corrected document: its second version, with three entries of the log before it."""
    for name in ("甲", "乙", "丙"):
        log.append("login", about=name)
    put_out(two_tables(general="100.01"))
    return put_out(two_tables(version=2), reason="收入写错")


def test_what_nobody_touched_is_found_whole(shown: models.Disclosure) -> None:
    out = io.StringIO()

    call_command("verify", "--json", stdout=out)

    answer = json.loads(out.getvalue())
    head = models.LogEntry.objects.first()
    assert head is not None
    assert answer["ok"]
    assert answer["findings"] == answer["notices"] == []
    assert (answer["versions"], answer["files"]) == (2, models.PublishedFile.objects.count())
    assert answer["log"] == {
        "entries": head.position,
        "head": {"position": head.position, "sha256": head.sha256},
    }


ROWS: dict[str, tuple[str, list[str]]] = {
    "a figure": (
        'UPDATE budgets_budgetrow SET cells = \'["一、一般公共预算拨款收入", "900.00", '
        '"一、一般公共服务支出", "90.50"]\' WHERE position = 0 AND table_id = (SELECT t.id FROM '
        "budgets_budgettable t JOIN budgets_disclosure d ON d.id = t.disclosure_id "
        "WHERE t.n = 1 AND d.version = 2)",
        ["第 2 版的表 1《收支总表》第 1 行", "第 2 栏是“900.00”，公开时是“100.00”"],
    ),
    "an amount that bodies are compared by": (
        "UPDATE budgets_keyamount SET fen = fen + 1 WHERE key = 'spending'",
        ["第 2 版用来比较的数（可比数）有 1 个与各表的不同：spending"],
    ),
    "a title": (
        "UPDATE budgets_budgettable SET title = '别的表' WHERE n = 2",
        ["表 2《别的表》的表名、表头或附注与公开时不同"],
    ),
    "a row is gone": (
        "DELETE FROM budgets_budgetrow WHERE position = 3 AND table_id IN "
        "(SELECT id FROM budgets_budgettable WHERE n = 2)",
        ["表 2《一般公共预算支出表》有 3 行，公开时有 4 行"],
    ),
    "a fact": (
        "UPDATE budgets_fact SET fen = fen + 1",
        ["第 2 版的事实（跨年比较所用）与各表不同"],
    ),
    "a digest": (
        f"UPDATE budgets_disclosure SET sha256 = '{'0' * 64}' WHERE version = 2",
        ["第 2 版的内容摘要（SHA-256）与 data.json 重算的不同", "与日志里公开时的不同"],
    ),
    "an SM3": (
        f"UPDATE budgets_disclosure SET sm3 = '{'0' * 64}' WHERE version = 1",
        ["第 1 版的内容摘要（SM3）与 data.json 重算的不同"],
    ),
    "a year": (
        "UPDATE budgets_fiscalyear SET year = 2027",
        ["的年度是 2027，公开时是 2026"],
    ),
    "a state": (
        "UPDATE budgets_disclosure SET status = 'superseded' WHERE version = 2",
        ["第 2 版的状态是“已被更正”，日志里最后一步之后却是“已公开”"],
    ),
    "a version is a draft again": (
        "UPDATE budgets_disclosure SET status = 'draft' WHERE version = 2",
        ["第 2 版，它现在的状态却是“草稿”"],
    ),
    "the record of a file": (
        "DELETE FROM budgets_publishedfile WHERE path = 'data.json'",
        ["第 1 版没有 data.json", "第 2 版没有 data.json"],
    ),
    "the size of a file": (
        "UPDATE budgets_publishedfile SET size = 1 WHERE path = 'report.pdf'",
        ["的文件 report.pdf 的记录被改动"],
    ),
    "a file that is offered no more": (
        "DELETE FROM budgets_publishedfile WHERE path = 'report.pdf' AND disclosure_id = (SELECT id "
        "FROM budgets_disclosure WHERE version = 2)",
        ["第 2 版的文件清单与日志里公开时的不同"],
    ),
    "a file in the place of another": (
        "UPDATE budgets_publishedfile SET sha256 = (SELECT f.sha256 FROM budgets_publishedfile f "
        "WHERE f.path = 'tables/1.csv' ORDER BY f.id DESC LIMIT 1), size = (SELECT f.size FROM "
        "budgets_publishedfile f WHERE f.path = 'tables/1.csv' ORDER BY f.id DESC LIMIT 1) "
        "WHERE path = 'tables/2.csv'",
        ["第 2 版的文件清单与日志里公开时的不同"],
    ),
    "the reason of a correction": (
        "UPDATE budgets_disclosure SET reason = '没有原因' WHERE version = 2",
        ["第 2 版的更正原因与日志里的不同：是“没有原因”，日志里是“收入写错”"],
    ),
    "the day of publication": (
        "UPDATE budgets_disclosure SET published_at = '2001-01-01 00:00:00+00:00' WHERE version = 2",
        ["第 2 版的公开时间与日志里的不同：是“2001-01-01 08:00:00”"],
    ),
    "a notice that nobody gave": (
        "UPDATE budgets_disclosure SET withdrawal_notice = '涉密' WHERE version = 1",
        ["第 1 版的撤下公告与日志里的不同"],
    ),
    "who approved": (
        "INSERT INTO auth_user (id, password, is_superuser, username, first_name, last_name, email, "
        "is_staff, is_active, date_joined) VALUES (99, '', false, 'someone', '', '', '', false, "
        "true, '2020-01-01 00:00:00+00:00');"
        "UPDATE budgets_disclosure SET approved_by_id = 99 WHERE version = 2",
        ["第 2 版的审定人与日志里的不同：是“99”，日志里是“空”"],
    ),
    "what is told of a step": (
        "UPDATE budgets_disclosureevent SET note = '经审定' WHERE what = '直接公开'",
        ["第 2 版的办理记录与日志不同：日志里没有的 1 条，日志里有而这里没有的 1 条"],
    ),
    "a step that is told no more": (
        "DELETE FROM budgets_disclosureevent WHERE what = '被更正'",
        ["第 1 版的办理记录与日志不同：日志里没有的 0 条，日志里有而这里没有的 1 条"],
    ),
    "whose figures they are": (
        "UPDATE budgets_fact SET year = 2001",
        ["第 2 版的事实（跨年比较所用）与各表不同"],
    ),
    "rows that nobody can read": (
        "UPDATE budgets_budgettable SET layout = '[]' WHERE disclosure_id = (SELECT id FROM "
        "budgets_disclosure WHERE version = 1)",
        ["第 1 版存的内容读不出来"],
    ),
    "an entry": (
        "UPDATE budgets_logentry SET actor = 'somebody' WHERE position = 2",
        ["日志第 2 条", "somebody", "这一条被改动"],
    ),
    "an entry is gone": (
        "DELETE FROM budgets_logentry WHERE position = 2",
        ["日志缺第 2 条：有条目被删除"],
    ),
    "two entries are exchanged": (
        "UPDATE budgets_logentry SET position = 100 WHERE position = 2;"
        "UPDATE budgets_logentry SET position = 2 WHERE position = 3;"
        "UPDATE budgets_logentry SET position = 3 WHERE position = 100",
        ["日志第 2 条", "所记的前一条摘要与前一条不符"],
    ),
    "the end of the log": (
        "DELETE FROM budgets_logentry WHERE position > 3",
        ["第 1 版是公开的，日志里却没有公开它的条目", "第 2 版是公开的"],
    ),
}


@pytest.mark.parametrize("what", ROWS)
def test_a_change_in_the_database_is_named(shown: models.Disclosure, what: str) -> None:
    statement, words = ROWS[what]
    sql(statement)

    told = "\n".join(verify().wrong)

    for word in words:
        assert word in told


def test_a_version_that_went_from_hand_to_hand_is_whole_and_its_record_is_kept() -> None:
    staff, reviewer = (get_user_model().objects.create_user(name) for name in ("staff", "reviewer"))
    draft = stored(two_tables())
    for _ in range(2):
        publishing.submit(draft, by=staff, as_published=True)
        publishing.send_back(draft, by=reviewer, reason="再看")
    publishing.submit(draft, by=staff, as_published=True)
    publishing.approve(draft, by=reviewer, sha256=draft.sha256)
    publishing.publish(draft, by=reviewer)
    publishing.withdraw(draft, by=reviewer, notice="另行公开")
    again = publishing.correct(draft, by=staff, reason="改正")
    publishing.submit(again, by=staff, as_published=True)
    publishing.call_back(again, by=staff)
    publishing.publish_directly(again, as_published=True)

    assert verify().wrong == []

    sql(f"UPDATE budgets_disclosure SET approved_by_id = {staff.pk} WHERE version = 1")
    (told,) = verify().wrong
    assert "第 1 版的审定人与日志里的不同" in told


def test_what_a_version_says_of_performance_is_kept_too() -> None:
    put_out(given.targets())
    assert verify().wrong == []

    for tampering in (
        "UPDATE performance_projectbudget SET name = '别的项目' WHERE position = 0",
        "UPDATE performance_indicator SET value_printed = '0' WHERE id = (SELECT MAX(id) FROM "
        "performance_indicator)",
        "DELETE FROM performance_goal WHERE id = (SELECT MAX(id) FROM performance_goal)",
    ):
        with transaction.atomic():
            sql(tampering)
            (told,) = verify().wrong
            assert told.endswith("第 1 版的绩效数据（项目和跨年页面所用）与公开时的不同。")
            transaction.set_rollback(True)


def test_a_version_that_was_deleted_is_missed(shown: models.Disclosure) -> None:
    with past_the_triggers():
        shown.delete()

    told = "\n".join(verify().wrong)

    assert "日志里公开过" in told
    assert "第 2 版，数据库里却没有这一版" in told


def test_a_version_put_in_past_the_program_is_named(shown: models.Disclosure) -> None:
    shown.pk, shown.version, shown.status = None, 3, "superseded"
    shown.save(force_insert=True)

    assert any("第 3 版是公开的，日志里却没有公开它的条目" in told for told in verify().wrong)


def _overwrite(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"1", b"2", 1))


FILES: dict[str, tuple[Callable[[Path], None], str]] = {
    "changed": (_overwrite, "的文件 report.pdf 被改动：字节的摘要是"),
    "gone": (Path.unlink, "的文件 report.pdf 不见了。"),
}


@pytest.mark.parametrize("what", FILES)
def test_a_file_that_was_touched_is_named(shown: models.Disclosure, what: str) -> None:
    touch, words = FILES[what]
    path = path_of(shown, "report.pdf")
    path.chmod(0o644)
    touch(path)

    (told,) = verify().wrong

    assert told.startswith(f"{shown}第 2 版{words}")


def test_a_stray_file_is_worth_knowing_and_no_tampering(shown: models.Disclosure) -> None:
    path = path_of(shown, "report.pdf")
    (path.parent / ("ab" * 32)).write_bytes(b"x")

    report = verify()

    assert report.wrong == []
    assert len(report.notices) == 1
    assert "ab" * 32 in report.notices[0]


def test_a_head_that_was_kept_finds_what_the_chain_alone_can_not(
    shown: models.Disclosure, capsys: pytest.CaptureFixture[str]
) -> None:
    log.append("logout", about="甲")
    last = models.LogEntry.objects.first()
    assert last is not None
    kept = f"{last.position}:{last.sha256}"
    call_command("verify", "--head", kept)

    sql(f"DELETE FROM budgets_logentry WHERE position = {last.position}")

    assert verify().wrong == []
    with pytest.raises(SystemExit) as ended:
        call_command("verify", "--head", kept)
    assert ended.value.code == 1
    assert "末尾被截去" in capsys.readouterr().out

    log.append("logout", about="乙")
    with pytest.raises(SystemExit):
        call_command("verify", "--head", kept)
    assert "被重写" in capsys.readouterr().out


def test_a_head_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="序号:摘要"):
        call_command("verify", "--head", "12")


def test_missing_triggers_are_named(shown: models.Disclosure) -> None:
    immutability.remove()

    told = verify().wrong

    immutability.install()
    assert len(told) >= len(immutability.rules())
    assert "kept_budgets_logentry_delete" in "\n".join(told)
