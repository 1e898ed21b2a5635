"""The courses that an authority offers, and its policy of training."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from compliance import clock
from compliance.audit import queries as audit
from compliance.database import session
from compliance.errors import Refusal
from compliance.permissions import Permission
from compliance.training import queries, rules, services
from compliance.training.forms import CourseCorrectionForm, CourseForm, TrainingPolicyForm
from compliance.training.queries import POLICY
from compliance.training.views.blueprint import bp, version_in
from compliance.web import actor, requires, uuid_or_not_found


@bp.get("/training/courses")
@requires(Permission.VIEW_TRAINING, looks_at="course.listed")
def courses() -> ResponseReturnValue:
    return render_template("training/courses.html", rows=queries.list_courses(session(), actor()), rules=rules)


@bp.route("/training/courses/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def new_course() -> ResponseReturnValue:
    form = CourseForm()
    if not form.is_submitted():
        form.begin()
    elif form.validate():
        try:
            course_id = uuid_or_not_found(form.id.data)
            course = services.add_course(session(), actor(), form.new_course(), course_id=course_id)
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Course added: %(name)s", name=course.name))
            return redirect(url_for("training.courses"))
    return render_template("training/course.html", form=form, course=None)


@bp.route("/training/courses/<uuid:course_id>", methods=["GET", "POST"])
@requires(Permission.SET_POLICY, looks_at="course.viewed")
def edit_course(course_id: UUID) -> ResponseReturnValue:
    course = queries.get_course(session(), actor(), course_id)
    form = CourseCorrectionForm()
    if not form.is_submitted():
        form.fill(course, queries.list_modules(session(), actor(), course_id))
        form.version.process_data(course.version)
    elif form.validate():
        try:
            services.correct_course(
                session(),
                actor(),
                course_id,
                form.new_course(),
                version=version_in(form.version),
                reason=form.reason.data,
            )
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Course saved"))
            return redirect(url_for("training.courses"))
    history = audit.list_subject(session(), actor(), "course", course_id)
    return render_template("training/course.html", form=form, course=course, history=history)


@bp.get("/training/policy")
@requires(Permission.VIEW_TRAINING, looks_at="training_policy.viewed")
def policy() -> ResponseReturnValue:
    today = clock.today()
    return render_template(
        "training/policy.html",
        now=queries.dated_policy_on(session(), actor(), today),
        policies=queries.list_policies(session(), actor()),
        default=POLICY.before_any,
        today=today,
    )


@bp.route("/training/policy/new", methods=["GET", "POST"])
@requires(Permission.SET_POLICY)
def set_policy() -> ResponseReturnValue:
    form = TrainingPolicyForm()
    if not form.is_submitted():
        form.fill(queries.policy_on(session(), actor(), clock.today()))
    elif form.validate():
        try:
            services.set_policy(session(), actor(), form.new_policy())
        except Refusal as refusal:
            form.show(refusal)
        else:
            flash(_("Policy set"))
            return redirect(url_for("training.policy"))
    return render_template("training/set_policy.html", form=form)
