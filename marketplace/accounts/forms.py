"""What people type about themselves."""

from flask_babel import lazy_gettext as _

from marketplace.forms import EmailField, Form, LineField, Needed, PasswordField, PhoneField


class SignUpForm(Form):
    """A new account."""

    name = LineField(_("Tên của bạn"), [Needed()], limit=80, render_kw={"autocomplete": "name"})
    phone = PhoneField(_("Số điện thoại"), [Needed()], render_kw={"inputmode": "tel", "autocomplete": "tel"})
    password = PasswordField(_("Mật khẩu"), [Needed()], render_kw={"autocomplete": "new-password"})


class SignInForm(Form):
    """Phone and password."""

    phone = PhoneField(_("Số điện thoại"), [Needed()], render_kw={"inputmode": "tel", "autocomplete": "username"})
    password = PasswordField(_("Mật khẩu"), [Needed()], render_kw={"autocomplete": "current-password"})


class ForgotForm(Form):
    """Whose password is lost."""

    phone = PhoneField(_("Số điện thoại"), [Needed()], render_kw={"inputmode": "tel", "autocomplete": "username"})


class NewPasswordForm(Form):
    """A new password, from a reset link."""

    password = PasswordField(_("Mật khẩu mới"), [Needed()], render_kw={"autocomplete": "new-password"})


class ChangePasswordForm(Form):
    """A new password, knowing the old one."""

    old = PasswordField(_("Mật khẩu đang dùng"), [Needed()], render_kw={"autocomplete": "current-password"})
    password = PasswordField(_("Mật khẩu mới"), [Needed()], render_kw={"autocomplete": "new-password"})


class DetailsForm(Form):
    """Name and e-mail."""

    name = LineField(_("Tên của bạn"), [Needed()], limit=80, render_kw={"autocomplete": "name"})
    email = EmailField(_("Thư điện tử (không bắt buộc)"), render_kw={"autocomplete": "email", "inputmode": "email"})
    password = PasswordField(
        _("Mật khẩu đang dùng (khi đổi thư điện tử)"), render_kw={"autocomplete": "current-password"}
    )


class PlainForm(Form):
    """A button and nothing else."""
