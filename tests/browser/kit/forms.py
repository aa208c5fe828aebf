"""A form with every kind of field the program asks with."""

from django import forms

YES_NO = [("yes", "Yes"), ("no", "No"), ("unsure", "Not sure"), ("in_person", "I would rather say in person")]
FEET = [("right", "Right"), ("left", "Left"), ("both", "Both")]
SKIN = [("broken", "Broken skin, blister or infection"), ("numb", "Numb or tingling feet"), ("none", "None of these")]
TEXTURES = [("soft", "Soft"), ("tight", "Tight"), ("grainy", "Grainy")]


class KitForm(forms.Form):
    name = forms.CharField(help_text="As on the appointment card.")
    weeks = forms.IntegerField(min_value=1, max_value=42, error_messages={"required": "Enter the number of weeks"})
    seen_on = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    words = forms.CharField(required=False, widget=forms.Textarea, help_text="Grey text was filled in for you.")
    pregnant = forms.ChoiceField(label="Are you pregnant, or could you be?", choices=YES_NO, widget=forms.RadioSelect)
    foot = forms.ChoiceField(choices=FEET, widget=forms.RadioSelect(attrs={"class": "segmented"}))
    skin = forms.MultipleChoiceField(
        label="Do you have any of these?", choices=SKIN, widget=forms.CheckboxSelectMultiple, required=False
    )
    textures = forms.MultipleChoiceField(
        label="How does it feel?", choices=TEXTURES, widget=forms.CheckboxSelectMultiple(attrs={"class": "chips"})
    )
    protocol = forms.ChoiceField(choices=FEET)
    told = forms.BooleanField(label="I have told Amara what the caution is and she agrees.")
