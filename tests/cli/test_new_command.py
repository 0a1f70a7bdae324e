"""`advisor new` lays a project out, or says why not."""

from advisor.new.shipped import template_names


def test_a_project_is_laid_out_in_a_folder_of_its_name(advisor, tmp_path, monkeypatch):
    """Of the plain template, when none is named; and told what to do next."""
    monkeypatch.chdir(tmp_path)
    ended = advisor("new", "my-orders")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("my-orders: kafka_to_jdbc, laid out\nnext: cd my-orders && make test")
    assert (tmp_path / "my-orders" / "jobs" / "my_orders" / "orders.py").is_file()


def test_another_template_and_another_folder_may_be_named(advisor, tmp_path):
    """The folder's parents are made."""
    out = tmp_path / "deep" / "down"
    assert advisor("new", "totals", "--template", "kafka_to_jdbc_windowed", "--out", out).code == 0
    assert (out / "jobs" / "kafka_to_jdbc_windowed.py").is_file()


def test_what_to_do_next_can_be_pasted(advisor, tmp_path):
    """Into a shell, with a space in the folder's name."""
    ended = advisor("new", "orders", "--out", tmp_path / "sp ace")
    assert f"next: cd '{tmp_path}/sp ace' && make test" in ended.out


def test_what_cannot_be_laid_out_is_one_sentence_and_exit_code_2(advisor, tmp_path):
    """A bad name, a template that there is not, a folder that is in use."""
    ended = advisor("new", "My Orders", "--out", tmp_path / "x")
    assert (ended.code, ended.err.count("\n")) == (2, 1)
    assert "NAME: 'My Orders' must be small letters" in ended.err
    ended = advisor("new", "orders", "--template", "kafka_to_s3")
    assert ended.code == 2
    assert [name for name in template_names() if name not in ended.err] == []
    (tmp_path / "mine").write_text("")
    ended = advisor("new", "orders", "--out", tmp_path)
    assert (ended.code, list(tmp_path.iterdir())) == (2, [tmp_path / "mine"])
    assert "nothing is overwritten" in ended.err
