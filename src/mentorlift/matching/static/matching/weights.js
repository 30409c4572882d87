// Shows the number beside a weight while it is moved; without this script the number is that of the last draft.
document.addEventListener("input", (event) => {
  const shown = document.querySelector(`output[for="${event.target.id}"]`);
  if (shown) shown.value = event.target.value;
});
