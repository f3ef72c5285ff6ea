"""An archive handed over on the desk."""

from __future__ import annotations

import zipfile
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from wardwise.design.forms import Hinted

MOST_BYTES = 500_000_000
NOT_WHOLE = "This is not a whole zip file. If the download stopped early, download it again."
TOO_LARGE = "The file is larger than 500 MB. Ask your operator to load it."


class ArchiveForm(forms.Form):
    """A zip file of data.police.uk."""

    archive = forms.FileField(
        label="Archive of data.police.uk",
        help_text="The zip file as you downloaded it. At most 500 MB; ask your operator to load more than that.",
        error_messages={"required": "Choose the zip file", "empty": "The file is empty"},
        widget=forms.ClearableFileInput(attrs={"accept": ".zip"}),
    )

    older = forms.ChoiceField(
        label="What if the store holds a later version of a month?",
        widget=forms.RadioSelect,
        choices=[
            (
                "keep",
                Hinted("Keep the later version", "Right almost always. The result says which files were left out"),
            ),
            ("replace", Hinted("Replace it with this archive", "Only where the later archive was wrong")),
        ],
        initial="keep",
        required=False,
    )
    is_sure = forms.BooleanField(
        label="Replace later months. Corrections and outcomes that came with them are gone until a later archive "
        "is loaded again, and figures already shown may change",
        required=False,
    )
    says_optional = False
    reveals = {("older", "replace"): ["is_sure"]}

    @property
    def wants_replacing(self) -> bool:
        return self.cleaned_data.get("older") == "replace"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.wants_replacing and not cleaned.get("is_sure"):
            self.add_error("is_sure", "Tick the box to replace later months, or keep them")
        return cleaned

    def clean_archive(self) -> UploadedFile[Any]:
        archive: UploadedFile[Any] = self.cleaned_data["archive"]
        if (archive.size or 0) > MOST_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        if not zipfile.is_zipfile(archive):
            raise forms.ValidationError(NOT_WHOLE)
        archive.seek(0)
        return archive
