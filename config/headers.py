"""What every answer says about itself to browsers, whoever makes the answer."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Nothing of the device, no guessing of types, nothing for other sites to embed.
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "autoplay", "browsing-topics", "camera", "display-capture",
            "encrypted-media", "fullscreen", "geolocation", "gyroscope", "magnetometer",
            "microphone", "midi", "payment", "publickey-credentials-get", "screen-wake-lock", "usb",
            "xr-spatial-tracking",
        )
    ),
}  # fmt: skip
# For what is answered ahead of Django, which is never a page.
BARE = {**SAFE, "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}


def safe_headers(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The outermost middleware: no answer leaves without these, nor with a name of a program."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        for name, value in BARE.items():
            response.headers.setdefault(name, value)
        return response

    return middleware
