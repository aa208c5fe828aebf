"""The form templates: every crispy feature the program uses, with its words and its ties for screen readers."""

from html.parser import HTMLParser

import pytest
from crispy_forms.bootstrap import AppendedText, FormActions, InlineRadios, StrictButton
from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Column, Div, Field, Fieldset, Hidden, Layout, Row, Submit
from django import forms
from django.template import engines


class VisitForm(forms.Form):
    name = forms.CharField(help_text="As on the card.")
    weeks = forms.IntegerField(required=False)
    foot = forms.ChoiceField(choices=[("r", "Right"), ("l", "Left")], widget=forms.RadioSelect)
    told = forms.BooleanField(label="I have told the client.")
    step = forms.CharField(widget=forms.HiddenInput, initial="3")


class Tags(HTMLParser):
    """The tags of a page: name and attributes, in order, and its words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.words.append(data.strip())

    def one(self, tag: str, **attributes: str) -> dict[str, str | None]:
        """The only tag of that name with these attributes."""
        found = [attrs for name, attrs in self.tags if name == tag and attributes.items() <= attrs.items()]
        assert len(found) == 1
        return found[0]

    def count(self, tag: str) -> int:
        return [name for name, _ in self.tags].count(tag)


def filtered(form: forms.Form) -> Tags:
    template = engines["django"].from_string("{% load crispy_forms_filters %}{{ form|crispy }}")
    return Tags(template.render({"form": form}))


def tagged(form: forms.Form, helper: FormHelper) -> Tags:
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy form helper %}")
    return Tags(template.render({"form": form, "helper": helper, "csrf_token": "token"}))


def sent(**answers: str) -> VisitForm:
    return VisitForm(data=answers)


def test_label_belongs_to_its_field():
    html = filtered(VisitForm())

    assert html.one("label", **{"for": "id_name"}) == {"for": "id_name"}
    assert html.one("input", id="id_name")["type"] == "text"


def test_hint_describes_its_field():
    html = filtered(VisitForm())

    assert html.one("input", id="id_name")["aria-describedby"] == "id_name_helptext"
    assert html.one("div", id="id_name_helptext")["class"] == "hint"


def test_optional_field_says_so_and_required_ones_do_not():
    assert filtered(VisitForm()).words.count("(optional)") == 1


def test_mistake_is_tied_to_its_field():
    html = filtered(sent())

    field = html.one("input", id="id_name")

    assert field["aria-invalid"] == "true"
    assert field["aria-describedby"] == "id_name_helptext id_name_error"
    assert html.one("div", id="id_name_error") == {"id": "id_name_error"}


def test_summary_links_to_each_mistake():
    html = filtered(sent(step="3"))

    links = [attrs["href"] for name, attrs in html.tags if name == "a"]

    assert links == ["#id_name", "#id_foot_0", "#id_told"]
    assert html.one("input", id="id_foot_0")["type"] == "radio"


def test_no_summary_without_mistakes():
    html = filtered(sent(name="Amara", foot="r", told="on", step="3"))

    assert [attrs for _, attrs in html.tags if attrs.get("class") == "error-summary"] == []


def test_mistake_of_the_whole_form_is_in_the_summary():
    form = sent(name="Amara", foot="r", told="on", step="3")
    form.add_error(None, "A visit cannot end before it began.")

    html = filtered(form)

    assert html.words.count("A visit cannot end before it began.") == 1


def test_choices_are_a_group_with_a_legend_and_look_like_cards():
    html = filtered(VisitForm())

    assert html.count("fieldset") == 1
    assert html.count("legend") == 1
    assert html.one("div", **{"class": "choices cards"}) == {"class": "choices cards"}


@pytest.mark.parametrize("look", ["segmented", "chips", "numbers"])
def test_widget_class_chooses_the_look_of_choices(look: str):
    form = VisitForm()
    form.fields["foot"].widget.attrs["class"] = look

    assert filtered(form).one("div", **{"class": f"choices {look}"}) == {"class": f"choices {look}"}


def test_hidden_field_is_only_itself():
    assert filtered(VisitForm()).one("input", id="id_step") == {
        "type": "hidden", "name": "step", "value": "3", "id": "id_step",
    }  # fmt: skip


def test_user_text_is_escaped():
    html = filtered(sent(name="<script>alert(1)</script>"))

    assert html.count("script") == 0


def test_form_tag_has_its_token_and_leaves_checking_to_us():
    helper = FormHelper()
    helper.add_input(Submit("save", "Save"))

    html = tagged(VisitForm(), helper)

    assert html.one("form", method="post") == {"method": "post", "novalidate": None}
    assert html.one("input", name="csrfmiddlewaretoken")["value"] == "token"
    assert str(html.one("button", name="save")["class"]).split()[:2] == ["button", "button-primary"]


def test_form_tag_can_be_left_out():
    helper = FormHelper()
    helper.form_tag = False

    assert tagged(VisitForm(), helper).count("form") == 0


def test_layout_is_followed():
    helper = FormHelper()
    helper.layout = Layout(
        Fieldset("Who", Row(Column(Field("name", wrapper_class="wide")), Column(AppendedText("weeks", "weeks")))),
        HTML("<p>Choose a foot.</p>"),
        Div(InlineRadios("foot"), "told", css_class="card"),
        "step",
        FormActions(Submit("save", "Save"), StrictButton("Later", css_class="button"), Hidden("next", "note")),
    )

    html = tagged(VisitForm(), helper)

    assert html.words[:3] == ["Who", "Name", "As on the card."]
    assert html.words.count("Choose a foot.") == 1
    assert html.one("div", **{"class": "field wide"})["id"] == "div_id_name"
    assert html.one("input", name="next")["value"] == "note"
    assert html.count("button") == 2


def test_layout_shows_the_summary_once():
    helper = FormHelper()
    helper.layout = Layout("name", "foot", "told", "step")

    html = tagged(sent(), helper)

    assert len([attrs for _, attrs in html.tags if attrs.get("class") == "error-summary"]) == 1


def test_single_field_by_filter():
    template = engines["django"].from_string("{% load crispy_forms_filters %}{{ form.name|as_crispy_field }}")

    html = Tags(template.render({"form": VisitForm()}))

    assert html.one("div", id="div_id_name")["class"] == "field"


def test_formset_shows_each_form_and_its_management_fields():
    visits = forms.formset_factory(VisitForm, extra=2)()
    template = engines["django"].from_string("{% load crispy_forms_tags %}{% crispy formset helper %}")

    html = Tags(template.render({"formset": visits, "helper": FormHelper()}))

    assert html.one("input", name="form-TOTAL_FORMS")["value"] == "2"
    assert html.one("input", name="form-1-name")["id"] == "id_form-1-name"


def test_formset_by_filter():
    visits = forms.formset_factory(VisitForm, extra=1)()

    assert filtered(visits).one("input", name="form-0-name")["id"] == "id_form-0-name"
