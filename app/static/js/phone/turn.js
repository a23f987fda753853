/** A turn on a shared tablet: handed on by hand, or by itself once nobody touches it, so that the next one sees nothing of it. */

const IDLE = 90_000; // ms without a touch after which the turn is over
const PATIENCE = 3000; // ms that what was written may take to leave, where there is a network

/** Begin a turn, where the page is a tablet's; what was typed and not sent stays for this person's next turn. */
export function startTurn(session) {
  const pass = document.getElementById("pass");
  if (!pass) return;
  let idle = 0;
  const leave = async () => {
    const until = performance.now() + PATIENCE;
    while (session.status.online && session.status.waiting && performance.now() < until) await pause(100);
    location.replace(pass.href); // not kept among the pages one can go back to
  };
  const touched = () => { clearTimeout(idle); idle = setTimeout(leave, IDLE); };
  for (const name of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(name, touched, { passive: true, capture: true });
  pass.addEventListener("click", (event) => { event.preventDefault(); leave(); });
  touched();
}

const pause = (ms) => new Promise((done) => { setTimeout(done, ms); });
