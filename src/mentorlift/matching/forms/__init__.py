"""What is asked on the pages of this room."""

from mentorlift.matching.forms.others import ChoosingForm, LineForm, PublicationForm
from mentorlift.matching.forms.policy import PolicyForm
from mentorlift.matching.forms.policy_file import PolicyFileForm

__all__ = ["ChoosingForm", "LineForm", "PolicyFileForm", "PolicyForm", "PublicationForm"]
