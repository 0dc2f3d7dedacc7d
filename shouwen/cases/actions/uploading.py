"""Importing by way of the pages: a file is kept, its columns are read, it is tried, then brought in by a job."""

from __future__ import annotations

import datetime as dt
import shutil
import uuid
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from shouwen.cases import facts as told
from shouwen.cases.actions.import_plan import Plan, plan_import
from shouwen.cases.actions.importing import import_cases
from shouwen.cases.importing import Counts, check_mapping, guess
from shouwen.cases.importing_reading import open_table
from shouwen.cases.importing_refused import RefusedRows
from shouwen.cases.models import Import
from shouwen.kernel import clock, facts, jobs
from shouwen.kernel.policy import require
from shouwen.kernel.refusals import MoveRefused, Refusal, Unacceptable
from shouwen.kernel.states import amend

LARGEST = 50 * 1024 * 1024
SAMPLES = 5
KEPT = dt.timedelta(days=30)  # files hold personal data; the cases are what stays
CHECK, BRING = "cases.check_import", "cases.run_import"


def start_import(*, by: Any, brand: Any, upload: Any) -> Import:
    """Keeps an uploaded file that can be read, with a first guess of its columns."""
    require(by, "cases.import_cases", brand)
    if upload.size > LARGEST:
        raise Unacceptable(_("文件超过 %(most)s MB，请拆分后再导入。") % {"most": LARGEST // 1024**2})
    folder = _root() / "imports" / uuid.uuid4().hex
    folder.mkdir(parents=True)
    try:
        return _keep(folder, by=by, brand=brand, upload=upload)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _keep(folder: Path, *, by: Any, brand: Any, upload: Any) -> Import:
    path = folder / "source"
    with path.open("wb") as file:
        for chunk in upload.chunks():
            file.write(chunk)
    table = open_table(path, folder)
    if not table.rows:
        raise Unacceptable(_("这个文件只有表头，没有内容。"))
    samples = [cells[: len(table.header)] for _number, cells in zip(range(SAMPLES), _cells(table), strict=False)]
    with transaction.atomic():
        made = Import.objects.create(
            brand=brand,
            name=Path(upload.name or "file").name[-200:],
            digest=table.digest,
            path=str(path.relative_to(_root())),
            rows=table.rows,
            columns=list(table.header),
            samples=[[cell[:120] for cell in row] for row in samples],
            mapping=guess(table.header),
            made_by=by,
            made_at=clock.now(),
        )
        facts.record(told.IMPORT_STARTED, by=by, about_thing=made, refs={"rows": table.rows, "digest": table.digest})
    return made


def _cells(table: Any) -> Any:
    return (cells for _number, cells in table.records())


def _root() -> Path:
    return Path(settings.FILES)


@transaction.atomic
def check_import(
    upload: Import,
    *,
    by: Any,
    mapping: dict[str, str],
    kind: str = "",
    category: str = "",
    owner: Any = None,
    is_historic: bool = False,
) -> None:
    """Says how the file is to be read, and has it tried by a job: nothing is written to the cases."""
    require(by, "cases.import_cases", upload.brand)
    if upload.committed_at is not None:
        raise MoveRefused(_("已经开始导入，不能再改。"))
    check_mapping(mapping, tuple(upload.columns))
    words = {"mapping": mapping, "kind": kind, "category": category, "owner": owner, "is_historic": is_historic}
    amend(upload, checked=None, **words)
    _plan(upload)
    amend(upload, job=jobs.JOBS[CHECK].enqueue(pk=upload.pk, wanted_by=by.key))
    facts.record(told.IMPORT_CHECKED, by=by, about_thing=upload, refs={"version": upload.version})


@transaction.atomic
def commit_import(upload: Import, *, by: Any) -> None:
    """Brings the file in, by a job. After a stop it goes on where it was: a row that is there is never opened again."""
    require(by, "cases.import_cases", upload.brand)
    if upload.checked is None or "problem" in upload.checked:
        raise MoveRefused(_("先试导入，看过结果再导入。"))
    at_work = upload.job is not None and upload.job.state in ("waiting", "running")
    if upload.finished_at is not None or at_work or upload.swept_at is not None:
        raise MoveRefused(_("已经在导入，或已经导入完了。"))
    job = jobs.JOBS[BRING].enqueue(pk=upload.pk, wanted_by=by.key)
    amend(upload, committed_at=upload.committed_at or clock.now(), job=job)
    facts.record(told.IMPORT_COMMITTED, by=by, about_thing=upload, refs={"rows": upload.rows})


@transaction.atomic
def cancel_import(upload: Import, *, by: Any) -> None:
    """Stops the job. What has been brought in stays."""
    require(by, "cases.import_cases", upload.brand)
    if upload.job is not None:
        jobs.cancel(upload.job)
    facts.record(told.IMPORT_CANCELLED, by=by, about_thing=upload)


def try_import(upload: Import) -> None:
    """The job behind `check_import`: counts what would come in, and keeps the table of rows that would not."""
    version = upload.version
    said = _go(upload, dry_run=True)
    fresh = Import.objects.filter(pk=upload.pk, committed_at=None, mapping=upload.mapping).first()
    if fresh is not None and fresh.version == version:
        amend(fresh, checked=said, refused_path=said.pop("path", ""))


def run_import(upload: Import) -> None:
    """The job behind `commit_import`. Taken up again after a crash it counts on."""
    before = int(upload.counts.get("opened", 0))

    def keep(counts: Counts) -> None:
        said = {**asdict(counts), "opened": before + counts.opened, "already": max(0, counts.already - before)}
        Import.objects.filter(pk=upload.pk).update(counts=said)

    said = _go(upload, dry_run=False, told=keep)
    upload.refresh_from_db()
    with transaction.atomic():
        kept = {**upload.counts, **({"problem": said["problem"]} if "problem" in said else {})}
        amend(upload, counts=kept, refused_path=said.get("path", ""), finished_at=clock.now())
        refs = {"opened": kept.get("opened", 0), "already": kept.get("already", 0), "refused": kept.get("refused", 0)}
        facts.record(told.IMPORT_FINISHED, by=upload.made_by, about_thing=upload, refs=refs)


def _go(upload: Import, *, dry_run: bool, told: Callable[[Counts], None] | None = None) -> dict[str, Any]:
    """Runs the file through. What keeps all of it out is a `problem` in words."""
    try:
        plan = _plan(upload)
    except Refusal as refusal:
        return {"problem": str(refusal.sentence)}
    kind = "xlsx" if plan.table.is_workbook else "csv"
    refused = RefusedRows(_root() / Path(upload.path).parent / f"refused.{kind}", plan.table)
    try:
        counts = import_cases(plan, refuse=refused.add, told=told or (lambda _counts: None), dry_run=dry_run)
    finally:
        path = refused.close()
    return {**asdict(counts), "path": str(path.relative_to(_root())) if path else ""}


def _plan(upload: Import) -> Plan:
    path = _root() / upload.path
    return plan_import(
        by=upload.made_by,
        brand=upload.brand,
        table=open_table(path, path.parent),
        mapping=dict(upload.mapping),
        kind=upload.kind,
        category=upload.category,
        owner=upload.owner.staff_number if upload.owner else "",
        is_historic=upload.is_historic,
    )


def sweep_imports() -> int:
    """Takes files away a month after they came; their numbers stay. Returns how many."""
    old = Import.objects.filter(swept_at=None, made_at__lt=clock.now() - KEPT)
    for upload in old:
        shutil.rmtree((_root() / upload.path).parent, ignore_errors=True)
        amend(upload, swept_at=clock.now(), samples=[], refused_path="")
    return len(old)
