"""Photos of feet: only with consent, only the picture, only for those in care, locked with the note."""

import hashlib
import json
import stat
import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from pypdf import PdfReader

from clients.consenting import PHOTOS, withdraw_consent
from clients.models import Client, Consent
from reflexpractice.audit.models import Event
from sessions.models import Note, Photo
from sessions.photos import (
    CannotKeep,
    developing,
    faults_of_photos,
    hidden_photos,
    keep_photo,
    photos_of,
    picture_of,
    remove_photo,
)
from sessions.photos.developing import NoPicture, develop
from sessions.record_page import record_page
from sessions.write_up import Locked, fingerprint_of, save_draft, sign
from tests.factories import PASSWORD, ConsentFactory, PhotoFactory, PracticeFactory, UserFactory
from tests.paper import words

pytestmark = pytest.mark.django_db

GPS, ORIENTATION, MAKER = 0x8825, 0x0112, 0x010F


def sent(size=(60, 40), kind="JPEG", mode="RGB", colour="red", **options) -> BytesIO:
    """A picture as a camera sends it."""
    out = BytesIO()
    Image.new(mode, size, colour).save(out, kind, **options)
    return BytesIO(out.getvalue())


def from_a_phone() -> BytesIO:
    """Lying on its side, with where and with what it was taken, a comment, and more than the picture behind it."""
    told = Image.Exif()
    told[ORIENTATION], told[MAKER] = 6, "SecretPhone"
    told.get_ifd(GPS)[1] = "N"
    picture = sent(exif=told.tobytes(), comment=b"SecretComment")
    return BytesIO(picture.getvalue() + b"SecretTail")


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path) -> Path:
    settings.DATA_DIR = tmp_path
    return tmp_path / "photos"


@pytest.fixture
def agreed(note) -> Consent:
    return ConsentFactory(client=note.session.client, kind=Consent.Kind.PHOTOS)


@pytest.fixture
def browser(client: Browser, mira) -> Browser:
    client.force_login(mira)
    return client


def keep(note, file=None, **about) -> Photo:
    return keep_photo(note=note, file=file or sent(), by=note.session.practitioner, **about)


def signed(note) -> Note:
    mira = note.session.practitioner
    whole = save_draft(note=note, version=note.version, by=mira, subjective="Well.", skin_checked=True)
    return sign(note=whole, by=mira, password=PASSWORD)


def address(name, *keys):
    return reverse(f"sessions:{name}", args=keys)


def files(shelf: Path) -> list[Path]:
    return sorted(path for path in shelf.rglob("*") if path.is_file()) if shelf.exists() else []


# the picture


def test_where_and_with_what_it_was_taken_is_not_in_what_is_kept():
    picture = develop(from_a_phone())

    for content in (picture.jpeg, picture.small):
        assert b"Secret" not in content
        with Image.open(BytesIO(content)) as kept:
            assert (kept.format, dict(kept.getexif()), kept.size) == ("JPEG", {}, (40, 60))
            assert set(kept.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}


@pytest.mark.parametrize(
    "file",
    [
        {"kind": "PNG", "mode": "RGBA", "colour": (0, 0, 0, 0)},
        {"kind": "PNG", "mode": "P", "colour": 0},
        {"kind": "PNG", "mode": "I;16", "colour": 0},
        {"kind": "WEBP"},
        {"mode": "CMYK", "colour": (0, 0, 0, 0)},
        {"mode": "L", "colour": 255},
    ],
    ids=str,
)
def test_every_kind_of_picture_becomes_a_plain_one(file):
    picture = develop(sent(**file))

    assert Image.open(BytesIO(picture.jpeg)).mode == "RGB"


def test_a_large_picture_is_made_smaller():
    picture = develop(sent(size=(4100, 2050)))

    assert (picture.width, picture.height) == (2000, 1000)
    assert Image.open(BytesIO(picture.small)).size == (400, 200)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "It is not a JPEG, PNG or WebP picture."),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "It is not a JPEG, PNG or WebP picture."),
        (b"GIF89a" + b"\0" * 50, "It is not a JPEG, PNG or WebP picture."),
        (sent(size=(600, 600)).getvalue()[:900], "It is damaged."),
        (sent(kind="PNG", size=(600, 600)).getvalue()[:60], "It is damaged."),
    ],
)
def test_what_is_no_whole_picture_is_told_by_its_content(content, sentence):
    with pytest.raises(NoPicture) as refused:
        develop(BytesIO(content))

    assert str(refused.value).startswith(sentence)


def test_a_picture_that_would_fill_the_memory_is_not_unfolded(monkeypatch):
    monkeypatch.setattr(developing, "MOST_POINTS", 1_000_000)
    bomb = sent(kind="PNG", size=(1001, 1000))

    with pytest.raises(NoPicture) as refused:
        develop(bomb)

    assert str(refused.value) == "It has more than 1 million points. Set the camera to a smaller size."


# keeping


def test_a_photo_lies_under_a_name_that_says_nothing_for_its_owner_only(note, agreed, shelf):
    photo = keep(note, side="left", view="plantar", zone="liver", zone_name="Liver", words="A new blister")

    assert photo.about == "Left, Sole, Liver: A new blister"
    assert [path.name for path in files(shelf)] == [f"{photo.name}-small.jpg", f"{photo.name}.jpg"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files(shelf)} == {0o600}
    content = picture_of(photo)
    assert content is not None
    assert hashlib.sha256(content).hexdigest() == photo.sha256
    event = Event.objects.get(act="photo.added")
    assert (event.record_key, event.client_key) == (str(photo.pk), str(note.session.client_id))
    assert event.detail == {"sha256": photo.sha256}


def test_without_consent_nothing_is_kept(note, shelf):
    with pytest.raises(CannotKeep) as refused:
        keep(note)

    assert str(refused.value) == "Amara has not agreed to photos. Ask first."
    assert (files(shelf), Photo.objects.count()) == ([], 0)


def test_the_same_file_twice_is_one_photo(note, agreed, shelf):
    assert keep(note) == keep(note)
    assert len(files(shelf)) == 2


def test_what_is_too_large_or_one_too_many_is_told(note, agreed, shelf, monkeypatch):
    monkeypatch.setattr("sessions.photos.keeping.LARGEST", 1024**2)
    monkeypatch.setattr("sessions.photos.keeping.MOST_OF_A_NOTE", 1)
    keep(note)

    with pytest.raises(CannotKeep, match="It is larger than 1 MB"):
        keep(note, BytesIO(b"x" * (1024**2 + 1)))
    with pytest.raises(CannotKeep, match="There are 1 photos already"):
        keep(note, sent(colour="blue"))
    assert len(files(shelf)) == 2


def test_a_photo_that_is_taken_away_leaves_its_event_only(
    note, agreed, shelf, mira, django_capture_on_commit_callbacks
):
    photo = keep(note)

    with django_capture_on_commit_callbacks(execute=True):
        assert remove_photo(photo=photo, by=mira)

    assert not remove_photo(photo=photo, by=mira)
    assert (files(shelf), Photo.objects.count()) == ([], 0)
    assert Event.objects.get(act="photo.removed").detail == {"sha256": photo.sha256}


# signed


def test_with_the_signature_photos_are_locked_and_part_of_the_fingerprint(note, agreed, mira):
    photo = keep(note)
    closed = signed(note)

    with pytest.raises(Locked):
        keep(note, sent(colour="blue"))
    with pytest.raises(Locked):
        remove_photo(photo=photo, by=mira)
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.update(words="other")
    with pytest.raises(IntegrityError), transaction.atomic():
        Photo.objects.all()._raw_delete("default")
    assert record_page(closed.session).photos == [photo]
    fresh = Note.objects.get(pk=note.pk)
    assert fingerprint_of(fresh) == fresh.content_hash
    assert photo.sha256 in str(fingerprint_content(fresh))


def fingerprint_content(note):
    from sessions.write_up import content_of

    return content_of(note)["photos"]


def test_a_picture_that_was_changed_or_is_gone_is_not_shown_and_told_by_the_doctor(note, agreed, shelf, browser):
    photo, other = keep(note), keep(note, sent(colour="blue"))
    assert faults_of_photos() == []
    (shelf / photo.name[:2] / f"{photo.name}.jpg").write_bytes(sent(colour="green").getvalue())
    (shelf / other.name[:2] / f"{other.name}-small.jpg").unlink()
    (shelf / "ab").mkdir(exist_ok=True)
    (shelf / "ab" / f"ab{'0' * 30}.jpg").write_bytes(b"stray")

    assert faults_of_photos() == [
        f"Photo {photo.pk} is missing or not what was kept.",
        f"Photo {other.pk} is missing or not what was kept.",
        f"1 pictures in photos/ belong to no record, such as ab{'0' * 30}.jpg.",
    ]
    assert browser.get(address("photo", photo.pk)).status_code == 404


# consent taken back


def test_when_the_consent_is_taken_back_nobody_sees_the_photo_and_it_may_be_deleted(note, agreed, mira, browser):
    photo = keep(note)
    withdraw_consent(consent=agreed, by=mira, words="On the telephone.")

    page = browser.get(address("photos", note.session_id))
    assert list(photos_of(note.session)) == []
    assert list(hidden_photos(note.session)) == [photo]
    assert browser.get(address("photo", photo.pk)).status_code == 404
    assert browser.get(address("photo_small", photo.pk)).status_code == 404
    assert "so nobody sees this photo any more" in page.content.decode()
    assert address("remove_photo", photo.pk) in page.content.decode()
    assert browser.post(address("remove_photo", photo.pk), follow=True).status_code == 200
    assert not Photo.objects.exists()


def test_a_hidden_photo_of_a_signed_note_stays_unseen(note, agreed, mira, browser):
    photo = keep(note)
    signed(note)
    withdraw_consent(consent=agreed, by=mira, words="On the telephone.")

    page = browser.get(address("photos", note.session_id)).content.decode()
    answered = browser.post(address("remove_photo", photo.pk), follow=True).content.decode()

    assert "They belong to a signed note and are kept unseen." in page
    assert "This note is signed." in answered
    assert Photo.objects.get() == photo


# pages


def send(browser, note, *sent_files, **told):
    uploads = [SimpleUploadedFile(name, file.getvalue(), "image/jpeg") for name, file in sent_files]
    return browser.post(address("photos", note.session_id), {"chosen": uploads, **told}, follow=True)


def test_before_the_first_photo_the_page_says_how_consent_is_given(note, browser):
    page = browser.get(address("photos", note.session_id)).content.decode()
    ask = reverse("clients:agree_photos", args=[note.session.client_id])
    assert "Amara has not agreed to photos." in page
    assert f"{ask}?next={address('photos', note.session_id)}" in page

    asked = browser.get(ask)
    assert PHOTOS.words in asked.content.decode()
    assert "Without one nothing is recorded." in browser.post(ask, {"signed_name": "Amara"}).content.decode()
    agreed = {"signed_name": "Amara Okafor", "heard": "on"}
    answered = browser.post(ask, {**agreed, "next": address("photos", note.session_id)})
    again = browser.post(ask, agreed)

    assert (answered.url, again.status_code) == (address("photos", note.session_id), 302)
    consent = Consent.objects.get(kind=Consent.Kind.PHOTOS)
    assert (consent.signed_name, consent.words) == ("Amara Okafor", PHOTOS.words)
    page = browser.get(address("photos", note.session_id)).content.decode()
    assert "<h2>Take or choose a photo</h2>" in page
    assert page.count("(optional)") == 4


def test_for_a_child_a_parent_signs_and_who_comes_of_age_is_asked_again(note, browser):
    today = timezone.localdate()
    Client.objects.update(born_on=today.replace(year=today.year - 12, day=1))
    ask = reverse("clients:agree_photos", args=[note.session.client_id])

    told = {"signed_name": "Ada Okafor", "heard": "on"}
    assert "A parent or guardian agrees" in browser.post(ask, told).content.decode()
    browser.post(ask, {**told, "relation": "mother"})
    assert Consent.objects.get(kind=Consent.Kind.PHOTOS).relation == "mother"

    Client.objects.update(born_on=today.replace(year=today.year - 20, day=1))
    note.session.client.refresh_from_db()
    with pytest.raises(CannotKeep):
        keep(note)
    browser.post(ask, {**told, "signed_name": "Amara Okafor"})
    assert keep(note).pk


def test_several_photos_come_at_once_and_good_ones_are_kept_beside_a_bad_one(note, agreed, browser):
    page = send(
        browser, note, ("one.jpg", sent()), ("two.jpg", sent(colour="blue")), ("notes.jpg", BytesIO(b"a text")),
        side="right", view="plantar", zone="liver", words="Before <the> work",
    )  # fmt: skip
    text = page.content.decode()

    assert page.status_code == 422
    assert "2 photos kept." in text
    assert "“notes.jpg” was not kept. It is not a JPEG, PNG or WebP picture." in text
    assert 'value="Before &lt;the&gt; work"' in text
    assert [photo.about for photo in Photo.objects.all()] == ["Right, Sole, Liver: Before <the> work"] * 2


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Take or choose a photo first."),
        ({"side": "left", "zone": "liver"}, "The left foot has no zone called Liver."),
        ({"view": "above"}, "Choose one of these."),
        ({"words": "x" * 301}, "at most 300 characters"),
    ],
)
def test_a_mistake_is_told_and_the_words_stay(note, agreed, browser, told, sentence):
    page = browser.post(address("photos", note.session_id), {"words": "Blister", **told})

    assert page.status_code == 422
    assert sentence in page.content.decode()
    assert told.get("words", "Blister")[:7] in page.content.decode()


def test_more_than_ten_at_once_are_refused(note, agreed, browser):
    page = send(browser, note, *[(f"{number}.jpg", BytesIO(b"x")) for number in range(11)])

    assert "Send at most 10 photos at once." in page.content.decode()


def test_the_picture_comes_alone_is_kept_nowhere_and_looking_is_noted(note, agreed, browser):
    photo = keep(note)

    answered = browser.get(address("photo", photo.pk))

    assert (answered["Content-Type"], answered["Cache-Control"]) == ("image/jpeg", "no-store")
    assert answered["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert (answered["X-Content-Type-Options"], answered["Content-Disposition"]) == (
        "nosniff", 'inline; filename="photo.jpg"',
    )  # fmt: skip
    assert answered.content == picture_of(photo)
    read = Event.objects.get(act="photo.read")
    assert (read.client_key, read.detail) == (str(note.session.client_id), {"small": False})


def test_another_practitioner_and_reception_find_no_photo(note, agreed, client):
    photo = keep(note)

    for person, status in ((UserFactory(), 404), (UserFactory(reception=True), 403)):
        client.force_login(person)
        pages = [address("photo", photo.pk), address("photo_small", photo.pk), address("photos", note.session_id)]
        assert [client.get(page).status_code for page in pages] == [status] * 3
    assert not Event.objects.filter(act="photo.read").exists()


def test_photos_stand_on_the_note_the_record_and_the_clients_own_page(note, agreed, browser):
    photo = keep(note, words="Blister")
    small = address("photo_small", photo.pk)

    for page in (address("note", note.session_id), address("client_photos", note.session.client_id)):
        assert small in browser.get(page).content.decode()
    signed(note)
    for page in (address("record", note.session_id), address("photos", note.session_id)):
        text = browser.get(page).content.decode()
        assert small in text
        assert 'alt="Photo: Blister"' in text


def test_the_clients_page_says_how_many_photos_a_visit_has_while_they_may_be_seen(note, agreed, browser, mira):
    PhotoFactory(note=note)
    chip = f'href="{address("photos", note.session_id)}">1 photo</a>'
    page = note.session.client.get_absolute_url()

    assert chip in browser.get(page).content.decode()
    withdraw_consent(consent=agreed, by=mira, words="On the telephone.")
    assert chip not in browser.get(page).content.decode()


# taken away


def taken(browser, name, *keys) -> bytes:
    return bytes(browser.get(address(name, *keys)).content)


def packed(browser, client) -> zipfile.ZipFile:
    return zipfile.ZipFile(BytesIO(taken(browser, "dossier_file", client.pk, "data")))


def pictures_in(pdf: bytes) -> int:
    return sum(image.name.endswith(".jpg") for page in PdfReader(BytesIO(pdf)).pages for image in page.images)


def test_photos_go_with_the_papers_small_in_the_pdf_and_whole_in_the_data(note, agreed, browser):
    PracticeFactory()
    photo = keep(note, sent(size=(900, 600)), side="left", words="Blister")
    of_client = note.session.client

    papers = taken(browser, "record_pdf", note.session_id), taken(browser, "dossier_file", of_client.pk, "pdf")
    data = packed(browser, of_client)

    for pdf in papers:
        assert "Left: Blister" in words(pdf)
        assert pictures_in(pdf) == 1
    [told] = json.loads(data.read("dossier.json"))["sessions"]
    assert told["photos"] == [{"about": "Left: Blister", "file": f"photos/{photo.pk}.jpg"}]
    assert data.read(f"photos/{photo.pk}.jpg") == picture_of(photo)


def test_what_may_not_be_seen_is_not_in_the_papers_but_that_it_is_there_is(note, agreed, browser, mira):
    PracticeFactory()
    keep(note, words="Blister")
    withdraw_consent(consent=agreed, by=mira, words="On the telephone.")

    papers = [taken(browser, "record_pdf", note.session_id)]
    papers += [taken(browser, "dossier_file", note.session.client_id, "pdf")]

    assert [pictures_in(pdf) for pdf in papers] == [0, 0]
    assert ["1 photo, not shown: consent was taken back." in words(pdf) for pdf in papers] == [True, True]
    assert packed(browser, note.session.client).namelist() == ["README.txt", "dossier.json"]


def test_a_picture_that_is_gone_leaves_its_words_on_paper(note, agreed, browser, shelf):
    PracticeFactory()
    keep(note, words="Blister")
    for path in files(shelf):
        path.unlink()

    assert "This photo is missing or not what was kept. Blister" in words(taken(browser, "record_pdf", note.session_id))


@pytest.mark.parametrize("page", ["photos", "client_photos", "note", "client", "record_pdf"])
def test_the_number_of_queries_stays_the_same(note, agreed, browser, queries, page):
    key = note.session.client_id if page == "client_photos" else note.session_id
    at = note.session.client.get_absolute_url() if page == "client" else address(page, key)
    keep(note)
    one = queries(lambda: browser.get(at))
    keep(note, sent(colour="blue"))
    keep(note, sent(colour="green"))

    assert queries(lambda: browser.get(at)) == one
