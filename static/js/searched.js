// Django's searched selects name themselves by what is chosen alone; here the field's label comes
// first, so that a screen reader says which field it is. Django's own script has run by then.
django.jQuery(() => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`);
    const shown = document.getElementById(`select2-${select.id}-container`);
    if (!label || !shown) continue;
    label.id ||= `${select.id}-label`;
    shown.setAttribute("aria-labelledby", label.id);
    shown.parentElement.setAttribute("aria-labelledby", `${label.id} ${shown.id}`);
  }
});
