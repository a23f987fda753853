/** Asking in a native dialog, and knowing what was answered. */

/** Open a dialog; resolves with its `returnValue` ("" when it was closed without an answer). */
export function ask(dialog) {
  return new Promise((resolve) => {
    dialog.returnValue = "";
    dialog.addEventListener("close", () => resolve(dialog.returnValue), { once: true });
    if (!dialog.dataset.light) lightDismiss(dialog);
    dialog.showModal();
  });
}

function lightDismiss(dialog) {
  dialog.dataset.light = "on";
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(""); });
}
