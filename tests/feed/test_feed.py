"""Articles out of whatever holds them, and one line on what does not."""

import json
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from kb import feed
from kb.errors import BrokenFile, KbError, LimitReached, UsageError
from kb.facts import Article

PAGE = """<html lang="en"><head><title>Poland recalls envoy</title>{meta}</head><body><nav>Home World</nav><article>
<h1>Poland recalls envoy</h1><p>Poland recalled its ambassador from Moscow on Tuesday, 11 March 2025,
and accused Russia.</p>
<p>Germany condemned the raid and promised Warsaw two batteries.</p>
</article><footer>All rights reserved</footer></body></html>"""

FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Border Post</title>
<item><title>One</title><link>https://example.org/one</link><pubDate>Wed, 12 Mar 2025 23:30:00 GMT</pubDate>
<description>&lt;p&gt;Poland accused &lt;b&gt;Russia&lt;/b&gt;.&lt;/p&gt;</description></item>
<item><title>Two</title><link>https://example.org/two</link></item></channel></rss>"""


def read(*sources, **options):
    """What comes of some sources."""
    return list(feed.articles([str(source) for source in sources], **options))


def test_a_text_is_an_article_named_after_its_file(tmp_path):
    """Without a day, since it states none; one that is given is taken."""
    (tmp_path / "A raid.txt").write_bytes(b"Poland protested.\r\nRussia denied it.\n")
    (article,) = read(tmp_path / "A raid.txt")
    assert article == Article("A-raid", "Poland protested.\nRussia denied it.\n")
    (dated,) = read(tmp_path / "A raid.txt", date="2025-03-12")
    assert dated.date == "2025-03-12"


def test_json_lines_have_an_article_each(tmp_path):
    """Only id and text are required; a line that is wrong is told with its number, and the others are read."""
    lines = [
        {"id": "one", "text": "Poland protested."},
        {
            "id": "two",
            "text": "Russia denied it.",
            "date": "2025-03-12T08:00:00Z",
            "title": "Denial",
            "publisher": "Post",
        },
        {"id": "three"},
        {"id": "four", "text": "x", "date": "yesterday"},
    ]
    (tmp_path / "news.jsonl").write_text("\n".join(map(json.dumps, lines)) + '\n{"id": "five", "te\n')
    one, two, *wrong = read(tmp_path / "news.jsonl", date="2025-01-01")
    assert (one.id, one.date) == ("one", "2025-01-01")
    assert (two.date, two.title, two.publisher) == ("2025-03-12", "Denial", "Post")
    assert [str(error).partition("jsonl, ")[2].partition(":")[0] for error in wrong] == ["line 3", "line 4", "line 5"]


def test_a_page_gives_its_article_and_the_day_that_it_states(tmp_path):
    """No day is taken from the text or the address."""
    stated = '<meta property="article:published_time" content="2025-03-12T10:00:00Z">'
    (tmp_path / "stated.html").write_text(PAGE.format(meta=stated))
    (tmp_path / "silent.html").write_text(PAGE.format(meta=""))
    told, silent = read(tmp_path / "stated.html", tmp_path / "silent.html")
    assert (told.title, told.date, silent.date) == ("Poland recalls envoy", "2025-03-12", "")
    assert "Home World" not in told.text
    assert "promised Warsaw two batteries" in told.text


def test_a_page_without_an_article_is_told(tmp_path):
    """A menu is none."""
    (tmp_path / "menu.html").write_text("<html><body><ul><li>Home</li><li>World</li></ul></body></html>")
    (error,) = read(tmp_path / "menu.html")
    assert isinstance(error, BrokenFile)
    assert str(error).endswith("menu.html holds no article.")


def test_a_feed_gives_an_article_for_each_entry_with_a_text(tmp_path):
    """Without markup, with the day that the entry states; what is left out is told."""
    (tmp_path / "feed.xml").write_text(FEED)
    said = []
    (article,) = read(tmp_path / "feed.xml", notice=said.append)
    assert (article.id, article.date, article.publisher) == ("example.org-one", "2025-03-12", "Border Post")
    assert article.text == "Poland accused Russia ."
    assert len(said) == 1


def test_a_feed_with_entities_is_refused(tmp_path):
    """They may be endless."""
    (tmp_path / "laugh.xml").write_text('<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rss>&a;</rss>')
    (error,) = read(tmp_path / "laugh.xml")
    assert isinstance(error, BrokenFile)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\x7fELF\x02\x01\x01\x00", "is no text"),
        (b"%PDF-1.7 ...", "is no text"),
    ],
)
def test_what_is_no_text_is_told(tmp_path, data, said):
    """One line each."""
    (tmp_path / "a.txt").write_bytes(data)
    (error,) = read(tmp_path / "a.txt")
    assert isinstance(error, BrokenFile)
    assert said in str(error)


def test_another_encoding_is_read_and_told(tmp_path):
    """UTF-16 says what it is; others are guessed, and that is said."""
    (tmp_path / "wide.txt").write_bytes("Poland protested in Orléans.".encode("utf-16"))
    (tmp_path / "old.txt").write_bytes(
        "Le Président a condamné l'attaque, à Orléans, hier après-midi.".encode("latin-1")
    )
    said = []
    wide, old = read(tmp_path / "wide.txt", tmp_path / "old.txt", notice=said.append)
    assert wide.text == "Poland protested in Orléans."
    assert "condamné" in old.text
    assert len(said) == 1
    assert "is not UTF-8: read as" in said[0]


def test_more_than_twenty_megabytes_are_refused(tmp_path):
    """It is a limit that nobody asked for, and one below it is read."""
    (tmp_path / "long.txt").write_bytes(b"Poland. " * 2_500_001)
    (error,) = read(tmp_path / "long.txt")
    assert isinstance(error, LimitReached)


def test_control_characters_are_gone_before_offsets_are_counted(tmp_path):
    """A terminal never sees them."""
    (tmp_path / "a.txt").write_text("Poland \x1b[31mprotested\x07.")
    (article,) = read(tmp_path / "a.txt")
    assert article.text == "Poland [31mprotested."


def test_of_two_articles_of_one_name_the_second_is_left_out(tmp_path):
    """It is told."""
    (tmp_path / "news.jsonl").write_text('{"id": "a", "text": "One."}\n{"id": "a", "text": "Two."}\n')
    one, error = read(tmp_path / "news.jsonl")
    assert one.text == "One."
    assert isinstance(error, UsageError)


def test_a_day_to_come_is_kept_and_told(tmp_path):
    """Nor is a wrong day taken."""
    (tmp_path / "a.txt").write_text("Poland protested.")
    said = []
    (article,) = read(tmp_path / "a.txt", date="2999-01-01", notice=said.append)
    assert article.date == "2999-01-01"
    assert "a day yet to come" in said[0]
    with pytest.raises(UsageError):
        read(tmp_path / "a.txt", date="yesterday")


def test_a_notice_is_marked_and_not_cut_out(tmp_path):
    """Offsets count the whole text."""
    text = "Already a subscriber? Log in.\nPoland protested."
    (tmp_path / "a.txt").write_text(text)
    (article,) = read(tmp_path / "a.txt")
    assert article.text == text
    assert [span.of(text) for span in article.aside] == ["Already a subscriber? Log in."]


def test_a_missing_file_is_told_and_the_others_are_read(tmp_path):
    """In their order."""
    (tmp_path / "a.txt").write_text("Poland protested.")
    error, article = read(tmp_path / "none.txt", tmp_path / "a.txt")
    assert isinstance(error, KbError)
    assert article.id == "a"


@pytest.fixture
def site(tmp_path):
    """A server on this machine over a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_):
            pass

        def do_GET(self):
            if self.path == "/moved":
                self.send_response(302)
                self.send_header("Location", "file:///etc/passwd")
                self.end_headers()
            else:
                super().do_GET()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_page_of_the_web_is_read(tmp_path, site):
    """With its address; an address that answers otherwise is told with why."""
    (tmp_path / "raid.html").write_text(PAGE.format(meta=""))
    article, missing, moved = read(f"{site}/raid.html", f"{site}/none.html", f"{site}/moved")
    assert article.url == f"{site}/raid.html"
    assert "404" in str(missing)
    assert isinstance(moved, KbError)
    assert "passwd" not in str(moved) or "not allowed" in str(moved)
