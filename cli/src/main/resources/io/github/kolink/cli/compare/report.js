const name = document.getElementById('name'), outcome = document.getElementById('outcome'), count = document.getElementById('count');
function filter() {
  let shown = 0;
  for (const module of document.querySelectorAll('details.module')) {
    const fits = module.dataset.name.includes(name.value.trim()) && (!outcome.value || module.dataset.outcome === outcome.value);
    module.hidden = !fits;
    shown += fits ? 1 : 0;
  }
  count.textContent = shown + ' shown';
}
name.addEventListener('input', filter);
outcome.addEventListener('change', filter);
filter();
