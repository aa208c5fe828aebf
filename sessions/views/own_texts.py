"""The page for one's own phrases and templates."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from reflexpractice.accounts.models import User
from sessions.forms.own_texts import PhrasesForm, TemplateForm, runs_the_practice
from sessions.models import NotePhrases, NoteTemplate
from sessions.models.note import OwnTextQuerySet
from sessions.write_up.own_texts import phrases_for, remove_template

may_see = permission_required("treatments.view_notetemplate", raise_exception=True)
may_change = permission_required("treatments.change_notetemplate", raise_exception=True)


@may_see
def own_texts(request: HttpRequest) -> HttpResponse:
    """The templates there are, and the phrases below each text."""
    person: User = request.user  # type: ignore[assignment]
    shown = {name: "\n".join(lines) for name, lines in phrases_for(person).items()}
    row = NotePhrases.objects.visible_to(person).order_by("-person").first()
    form = PhrasesForm(request.POST if request.method == "POST" else None, row=row, shown=shown, person=person)
    if form.is_valid():
        form.save()
        messages.success(request, "Your phrases are saved.")
        return redirect("sessions:own_texts")
    templates = [(template, _may_edit(template, person)) for template in NoteTemplate.objects.visible_to(person)]
    status = 422 if form.errors else 200
    return render(request, "sessions/own_texts.html", {"templates": templates, "form": form}, status=status)


@may_change
def template(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """Write a template, or change one that is yours to change."""
    person: User = request.user  # type: ignore[assignment]
    found = get_object_or_404(_editable(person), pk=pk) if pk else None
    form = TemplateForm(request.POST if request.method == "POST" else None, person=person, template=found)
    if form.is_valid() and form.save():
        messages.success(request, "The template is saved.")
        return redirect("sessions:own_texts")
    status = 422 if form.errors else 200
    return render(request, "sessions/note_template.html", {"form": form, "template": found}, status=status)


@may_change
@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a template away."""
    person: User = request.user  # type: ignore[assignment]
    remove_template(template=get_object_or_404(_editable(person), pk=pk), by=person)
    messages.success(request, "The template is gone. Notes keep the words it gave them.")
    return redirect("sessions:own_texts")


def _editable(person: User) -> OwnTextQuerySet:
    """One's own; those of the practice for whoever runs it."""
    visible = NoteTemplate.objects.visible_to(person)
    return visible if runs_the_practice(person) else visible.filter(person=person)


def _may_edit(found: NoteTemplate, person: User) -> bool:
    return found.person_id == person.pk or runs_the_practice(person)
