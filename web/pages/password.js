// Sends the new password with the token of the one-time link.
const form = /** @type {HTMLFormElement} */ (document.getElementById('form'));
const message = /** @type {HTMLElement} */ (document.getElementById('message'));
const password = /** @type {HTMLInputElement} */ (document.getElementById('password'));
const again = /** @type {HTMLInputElement} */ (document.getElementById('again'));
const button = /** @type {HTMLButtonElement} */ (form.querySelector('button'));
const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
// Neither the history nor whoever looks over the shoulder is to keep it.
history.replaceState(null, '', location.pathname);

/** @param {string} text @param {'good' | 'bad' | 'quiet'} kind */
function say(text, kind) {
  message.textContent = text;
  message.className = kind;
}

/** What the server's problem body says of the fields, else its title. @param {Response} answer */
async function explain(answer) {
  const problem = await answer.json().catch(() => ({}));
  const sentences = Object.values(problem.errors ?? {}).flat();
  return sentences.join(' ') || problem.title || `The server answered ${answer.status}.`;
}

if (token === '') {
  form.hidden = true;
  say('This link is not complete: open it whole, as it was sent to you.', 'bad');
}

async function submit() {
  if (password.value !== again.value) {
    say('The two passwords differ.', 'bad');
    again.focus();
    return;
  }
  button.disabled = true;
  const answer = await fetch('/api/people/password-reset/confirm', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, newPassword: password.value }),
  }).catch(() => undefined);
  button.disabled = false;
  if (answer?.ok) {
    form.hidden = true;
    say('Your password is set. You can sign in with it now.', 'good');
  } else {
    say(answer === undefined ? 'The server could not be reached; try again.' : await explain(answer), 'bad');
  }
}

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void submit();
});
