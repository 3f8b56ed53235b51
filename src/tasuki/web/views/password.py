"""One's own password: set after the first sign-in by link, changed whenever one likes."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import SetPasswordForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from tasuki.services import people
from tasuki.web.requests import person_of


@sensitive_post_parameters("old", "new_password1", "new_password2")
def change(request: HttpRequest) -> HttpResponse:
    """The old password is asked for, where there is one."""
    person = person_of(request)
    form = SetPasswordForm(person, request.POST or None)
    wrong = False
    if request.method == "POST":
        wrong = person.has_usable_password() and not person.check_password(request.POST.get("old", ""))
        if form.is_valid() and not wrong:
            people.set_password(person, form.cleaned_data["new_password1"])
            update_session_auth_hash(request, person)
            messages.success(request, _("Your password is set."))
            return redirect("today")
    context = {"form": form, "wrong": wrong, "has_password": person.has_usable_password()}
    return render(request, "tasuki/password.html", context, status=422 if request.method == "POST" else 200)
