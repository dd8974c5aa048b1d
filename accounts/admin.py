"""The page of people: who administrators see, the roles that they give and take, lost passwords.

people.py decides and writes. Django's own pages for users, groups and permissions are taken down:
who may change a user there could become anyone.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import re_path, reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_protect
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts import oidc, people, second_factor
from accounts.models import Affiliation, Person
from budgets.access import Access, Action
from budgets.models import Region, Role, RoleGrant

admin.site.unregister([User, Group, TOTPDevice, StaticDevice])

# What can be done for a person besides changing the form.
_DEEDS = {
    "password-link": _("发放密码链接"),
    "second-factor": _("解除第二因素"),
    "unbind": _("解除单点登录绑定"),
}


class PersonForm(forms.ModelForm):
    """The narrow form of a person: what one is called, where one belongs, whether one may come in."""

    by: Any

    region = forms.ModelChoiceField(
        Region.objects.none(),
        required=False,
        label=_("归属地区"),
        help_text=_("由这个地区的管理员管理；不填则只由全站管理员管理。"),
    )

    class Meta:
        model = Person
        fields = ["username", "first_name", "is_active"]
        labels = {"username": _("账号"), "first_name": _("姓名"), "is_active": _("可以登录")}
        help_texts = {
            "username": _("登录时填写；用字母、数字或汉字，以后不能再改。"),
            "is_active": _("停用后立即生效，已登录的会话随即结束；人员不删除。"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.present = Region.objects.filter(pk=_region_of(self.instance)).first()
        if self.instance.pk and not people.in_charge(self.by, self.instance):
            del self.fields["region"]
        else:
            field = self.fields["region"]
            own = Access.of(self.by).regions(Action.GRANT).order_by().values("pk")
            field.queryset = Region.objects.filter(Q(pk__in=own) | Q(pk=_region_of(self.instance)))
            field.widget = AutocompleteSelect(Affiliation._meta.get_field("region"), admin.site)
            field.widget.choices = field.choices
            field.initial = self.present

    def clean_region(self) -> Region | None:
        region: Region | None = self.cleaned_data["region"]
        if self.instance.pk and region == self.present:
            return region
        # Who belonged nowhere yet may be taken in; nobody is sent away to where one has no say.
        for place in {region, self.present or region}:
            if not people.may_place(self.by, None, place):
                raise ValidationError(_("请选择您管理的地区。"))
        return region


class GrantForm(forms.ModelForm):
    """A role, and over what."""

    by: Any

    class Meta:
        model = RoleGrant
        fields = ["role", "department", "region"]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        department, region = given.get("department"), given.get("region")
        if not self.errors and not people.may_place(self.by, department, region):
            raise ValidationError(_("请选择您管理的部门、单位或地区；全站的岗位由全站管理员授予。"))
        return given


class GrantInline(admin.StackedInline):
    """The roles in the administrator's scope; those elsewhere are neither shown nor touched."""

    model = RoleGrant
    form = GrantForm
    fk_name = "user"
    extra = 1
    fields = [("role", "department", "region")]
    autocomplete_fields = ["department", "region"]
    verbose_name_plural = _("岗位")

    def get_queryset(self, request: HttpRequest) -> QuerySet[RoleGrant]:
        return people.grants_within(request.user).select_related("department", "region")

    def get_formset(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        formset = super().get_formset(request, obj, **kwargs)
        formset.form.by = request.user
        for name in ("department", "region"):
            widget = formset.form.base_fields[name].widget if formset.form.base_fields else None
            for link in ("add", "change", "delete", "view"):
                if widget is not None:
                    setattr(widget, f"can_{link}_related", False)
        return formset

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        access = Access.of(request.user)
        places = {"department": access.departments, "region": access.regions}
        if db_field.name in places:
            kwargs["queryset"] = places[db_field.name](Action.GRANT)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Access.of(request.user).may(Action.GRANT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_give(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        # A role is given and taken, not changed: the log tells of both.
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _may_give(request.user, obj)


class RoleFilter(admin.SimpleListFilter):
    """People by a role that they have in the administrator's scope."""

    title = _("岗位")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return list(Role.choices)

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not self.value():
            return queryset
        having = people.grants_within(request.user).filter(role=self.value()).order_by()
        return queryset.filter(pk__in=having.values("user"))


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    form = PersonForm
    inlines = [GrantInline]
    change_form_template = "accounts/person.html"
    list_display = ["account", "name", "roles", "is_active", "factor", "last_login"]
    list_display_links = ["account", "name"]
    list_filter = ["is_active", RoleFilter]
    search_fields = ["username", "first_name"]
    search_help_text = _("按账号或姓名查找。")
    list_per_page = 50
    show_full_result_count = False
    actions = None
    view_on_site = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Person]:
        demanding = [role for role in Role.values if second_factor.demanded_of(role)]
        grants = RoleGrant.objects.filter(user=OuterRef("pk")).order_by()
        devices = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True).order_by()
        return (
            people.visible_to(request.user)
            .select_related("affiliation__region")
            .annotate(
                has_factor=Exists(devices),
                owes_factor=Exists(grants.filter(role__in=demanding)),
            )
            .prefetch_related(
                Prefetch(
                    "grants",
                    people.grants_within(request.user).select_related("department", "region"),
                    to_attr="grants_shown",
                )
            )
            .order_by(*self.get_ordering(request) or ["username"])
        )

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """The list takes its filters alone: any field of a user could be guessed at otherwise,
        letter by letter, and the digest of the password is one."""
        return lookup in ("is_active__exact", RoleFilter.parameter_name)

    # --- What the list shows ---

    @admin.display(description=_("账号"), ordering="username")
    def account(self, person: Any) -> str:
        return str(person.username)

    @admin.display(description=_("姓名"), ordering="first_name")
    def name(self, person: Any) -> str:
        return str(person.first_name)

    @admin.display(description=_("岗位"))
    def roles(self, person: Any) -> str:
        if person.is_superuser:
            return gettext("超级管理员")
        return "；".join(f"{one.get_role_display()} {one.place}" for one in person.grants_shown)

    @admin.display(description=_("第二因素"))
    def factor(self, person: Any) -> str:
        if person.has_factor:
            return gettext("已设置")
        owes = person.owes_factor or person.is_superuser
        return gettext("须设置，下次登录时") if owes else gettext("未设置")

    @admin.display(description=_("归属地区"))
    def belongs(self, person: Any) -> str | None:
        return str(Region.objects.filter(pk=_region_of(person)).first() or "") or None

    # --- Who may do what ---

    def has_module_permission(self, request: HttpRequest) -> bool:
        return Access.of(request.user).may(Action.GRANT)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Access.of(request.user).may(Action.GRANT)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return Access.of(request.user).may(Action.GRANT)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return Access.of(request.user).may(Action.GRANT) and _may_give(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        person = super().get_object(request, object_id, from_field)
        if person is None:
            raise Http404
        return person

    # --- The form ---

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return ["username", "first_name", "region"]
        region = "region" if people.in_charge(request.user, obj) else "belongs"
        return [
            "username",
            "first_name",
            region,
            "is_active",
            "factor",
            "last_login",
            "date_joined",
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        if obj is None:
            return []
        told = ["username", "belongs", "factor", "last_login", "date_joined"]
        return told if people.in_charge(request.user, obj) else [*told, "first_name", "is_active"]

    def get_form(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        given = form.cleaned_data
        if not change:
            made = people.create(
                by=request.user,
                username=given["username"],
                name=given["first_name"],
                region=given["region"],
            )
            obj.pk, obj._state.adding = made.pk, False
        elif people.in_charge(request.user, obj):
            people.change(
                obj,
                by=request.user,
                name=given["first_name"],
                region=given["region"],
                active=given["is_active"],
            )

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        given = formset.save(commit=False)
        for one in formset.deleted_objects:
            people.revoke(one, by=request.user)
        for one in given:
            people.grant(
                form.instance,
                by=request.user,
                role=one.role,
                department=one.department,
                region=one.region,
            )

    def response_add(
        self, request: HttpRequest, obj: Any, post_url_continue: Any = None
    ) -> HttpResponse:
        """The next thing that a new person needs is a password."""
        return redirect("admin:accounts_person_deed", obj.pk, "password-link")

    # --- What else can be done for a person ---

    def get_urls(self) -> list[Any]:
        deed = re_path(
            rf"^(?P<pk>[0-9]+)/(?P<deed>{'|'.join(_DEEDS)})/$",
            self.admin_site.admin_view(self.deed_view),
            name="accounts_person_deed",
        )
        closed = {"accounts_person_history", "accounts_person_delete"}
        return [one for one in [deed, *super().get_urls()] if one.name not in closed]

    @method_decorator(csrf_protect)
    def deed_view(self, request: HttpRequest, pk: str, deed: str) -> HttpResponse:
        """A password link, the end of a second factor or of a binding: asked first, done by POST."""
        person = get_object_or_404(people.visible_to(request.user), pk=pk)
        if not people.in_charge(request.user, person):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "person": person,
            "deed": deed,
            "title": _DEEDS[deed],
        }
        if request.method == "POST":
            match deed:
                case "password-link":
                    link = people.password_link(person, by=request.user)
                    context["link"] = request.build_absolute_uri(link)
                    return render(request, "accounts/deed.html", context)
                case "second-factor":
                    people.take_second_factor(person, by=request.user)
                    self.message_user(request, gettext("第二因素已解除，会话已结束。"))
                case "unbind":
                    people.unbind(person, by=request.user)
                    self.message_user(request, gettext("单点登录绑定已解除，会话已结束。"))
            return HttpResponseRedirect(reverse("admin:accounts_person_change", args=[pk]))
        return render(request, "accounts/deed.html", context)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> Any:
        person = self.get_object(request, object_id)
        bound = Affiliation.objects.filter(user_id=person.pk).exclude(subject=None).exists()
        kwargs["extra_context"] = {
            **(kwargs.get("extra_context") or {}),
            "in_charge": people.in_charge(request.user, person),
            "bound": bound and oidc.configured(),
            "has_factor": person.has_factor,
            "is_self": person.pk == request.user.pk,
        }
        return super().change_view(request, object_id, *args, **kwargs)


def _may_give(user: Any, person: Any) -> bool:
    """Whether someone may give this person roles at all: not oneself, nor a superuser."""
    if person is None or person.pk is None:
        return True
    return bool(person.pk != user.pk and (not person.is_superuser or user.is_superuser))


def _region_of(person: Any) -> int | None:
    if person.pk is None:
        return None
    of = Affiliation.objects.filter(user_id=person.pk).values_list("region", flat=True)
    return of.first()
