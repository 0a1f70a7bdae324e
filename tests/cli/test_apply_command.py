"""`advisor apply` shows what a report changes in a profile, and writes it when told."""

import json

import pytest

SLOW = """\
# ours
operators:
  jdbc_sink: {batch_size: 1, batch_interval_ms: 0}   # one row a commit
"""


@pytest.fixture
def report(tmp_path):
    """Write a report with these patches (path, current, proposed); returns its path."""

    def write(*patches, change_class="restart_from_savepoint", **more):
        recommendations = [
            {
                "setting": path,
                "change_class": change_class,
                "patch": {"path": path, "current": current, "proposed": proposed},
            }
            for path, current, proposed in patches
        ]
        path = tmp_path / "report.json"
        path.write_text(json.dumps({"schema_version": 1, **more, "plan": {"recommendations": recommendations}}))
        return path

    return write


BATCH = ("operators.jdbc_sink.batch_size", 1, 500)


def test_a_report_without_changes_changes_nothing(advisor, profile, report):
    """And that is no failure."""
    ended = advisor("apply", report(), "--profile", profile(SLOW), "--write")
    assert (ended.code, ended.out) == (0, "nothing to change\n")


def test_without_write_the_difference_is_shown_and_nothing_written(advisor, profile, report):
    """And what it takes to bring the change about."""
    path = profile(SLOW)
    before = path.read_bytes()
    ended = advisor("apply", report(BATCH), "--profile", path)
    assert ended.code == 0
    assert "\n-  jdbc_sink: {batch_size: 1, batch_interval_ms: 0}   # one row a commit\n" in ended.out
    assert "\n+  jdbc_sink: {batch_size: 500, batch_interval_ms: 0}   # one row a commit\n" in ended.out
    assert ended.out.endswith("takes effect by: restart_from_savepoint\nnothing written; add --write\n")
    assert path.read_bytes() == before


def test_with_write_the_profile_has_the_change_and_keeps_its_mode(advisor, profile, report, tmp_path):
    """Nothing else is left in the folder, and a link stays a link."""
    path = profile(SLOW)
    path.chmod(0o640)
    (tmp_path / "link.yaml").symlink_to(path)
    ended = advisor("apply", report(BATCH), "--profile", tmp_path / "link.yaml", "--write")
    assert ended.out.endswith(f"written: {tmp_path / 'link.yaml'}\n")
    assert "{batch_size: 500, batch_interval_ms: 0}   # one row" in path.read_text()
    assert path.stat().st_mode & 0o777 == 0o640
    assert {each.name for each in tmp_path.iterdir()} == {"mine.yaml", "link.yaml", "report.json"}
    assert (tmp_path / "link.yaml").is_symlink()


def test_applying_twice_is_applying_once(advisor, profile, report):
    """The second time there is nothing to change."""
    path = profile(SLOW)
    advisor("apply", report(BATCH), "--profile", path, "--write")
    assert advisor("apply", report(BATCH), "--profile", path, "--write").out == "nothing to change\n"


def test_an_inherited_value_is_set_in_the_overlay(advisor, profile, report):
    """The base is somebody else's file."""
    path = profile(SLOW)
    ended = advisor("apply", report(("operators.enrichment.parallelism", 1, 4)), "--profile", path, "--write")
    assert ended.code == 0
    assert path.read_text().endswith(f"{SLOW}  enrichment:\n    parallelism: 4\n")


def test_a_profile_is_changed_without_the_clusters_environment(advisor, profile, report):
    """Variables matter when it is rendered."""
    path = profile(SLOW + "database: {host: '${SOMEWHERE}'}\n")
    assert advisor("apply", report(BATCH), "--profile", path, "--write").code == 0


def test_a_value_that_changed_since_the_report_is_refused(advisor, profile, report):
    """The report's reasons may not hold any more."""
    path = profile("operators: {jdbc_sink: {batch_size: 50}}\n")
    ended = advisor("apply", report(BATCH), "--profile", path, "--write")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"{path}: operators.jdbc_sink.batch_size is 50, the report saw 1: "
        "it is of another profile or out of date; make a new report\n"
    )


def test_a_report_of_this_job_is_applied(advisor, profile, report):
    """And one without changes is of no harm to any."""
    path = profile(SLOW)
    assert advisor("apply", report(BATCH, job={"name": "orders"}), "--profile", path).code == 0
    assert advisor("apply", report(job={"name": "payments"}), "--profile", path).out == "nothing to change\n"


def test_a_report_of_another_job_is_refused(advisor, profile, report):
    """Its reasons are not this job's."""
    path = profile(SLOW)
    ended = advisor("apply", report(BATCH, job={"name": "payments"}), "--profile", path, "--write")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"{path}: job.name is 'orders', the report is of job 'payments'; name that job's profile, "
        "or make a report of this one\n"
    )


@pytest.mark.parametrize(
    ("patch", "limit"),
    [
        (("operators.jdbc_sink.parallelism", 1, 2), "database_connections"),
        (("operators.enrichment.parallelism", 1, 2), "slots"),
        (("operators.jdbc_sink.batch_interval_ms", 0, 200), "latency_budget_ms"),
    ],
)
def test_a_plan_over_the_profiles_limits_is_refused(advisor, profile, report, patch, limit):
    """A plan that was made with them keeps them."""
    path = profile(f"{SLOW}limits: {{{limit}: 1}}\n")
    ended = advisor("apply", report(patch), "--profile", path, "--write")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        f"{path}: {patch[0]}: the report proposes {patch[2]}, and limits.{limit} is 1: it was made with other limits; "
        f"make a new one with --profile {path}\n"
    )
    assert path.read_text().endswith(f"{SLOW}limits: {{{limit}: 1}}\n")


def test_a_plan_that_comes_nearer_to_a_limit_is_applied(advisor, profile, report):
    """It is no fault of the plan where the profile was before."""
    path = profile("operators: {enrichment: {parallelism: 8}}\nlimits: {slots: 2}\n")
    assert advisor("apply", report(("operators.enrichment.parallelism", 8, 4)), "--profile", path).code == 0


def test_a_change_that_makes_the_profile_wrong_is_refused(advisor, profile, report):
    """With the fault that it would have."""
    path = profile(SLOW)
    ended = advisor("apply", report(("operators.jdbc_sink.batch_size", 1, 0)), "--profile", path, "--write")
    assert ended.code == 2
    assert ended.err == (
        f"the changed profile would be wrong:\n{path}:4: operators.jdbc_sink.batch_size: is 0, must be at least 1\n"
    )
    assert path.read_text().endswith(SLOW)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no json",
        "[]",
        "{}",
        '{"plan": 5}',
        '{"job": 5, "plan": {"recommendations": []}}',
        '{"plan": {"recommendations": [5]}}',
        '{"plan": {"recommendations": [{"patch": {}}]}}',
        "[" * 100_000,
    ],
)
def test_what_is_no_report_is_refused(advisor, profile, tmp_path, text):
    """One sentence."""
    path = tmp_path / "report.json"
    path.write_text(text)
    ended = advisor("apply", path, "--profile", profile(SLOW))
    assert (ended.code, ended.err) == (2, f"{path}: is no JSON report of `advisor report --format json`\n")


@pytest.mark.parametrize("proposed", [None, [1], {"a": 1}])
def test_a_patch_sets_one_value(advisor, profile, report, proposed):
    """Whoever wrote the report."""
    path = report(("operators.jdbc_sink.batch_size", 1, proposed))
    ended = advisor("apply", path, "--profile", profile(SLOW))
    assert ended.err == f"{path}: plan.recommendations[].patch must set one value at a dotted path\n"


def test_a_report_or_profile_that_is_not_there_is_told(advisor, profile, report, tmp_path):
    """Which of the two."""
    gone = tmp_path / "gone"
    assert advisor("apply", gone, "--profile", profile()).err == f"{gone}: there is no such report\n"
    assert advisor("apply", report(), "--profile", gone).err == f"{gone}: there is no such profile\n"
