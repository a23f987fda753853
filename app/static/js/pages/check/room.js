/** The room check: tries the live line and this browser's memory, and makes a sound when asked. */

import { openSession } from "../../live/session.js";
import { openShelf } from "../../live/shelf.js";
import { byId } from "../../ui/dom.js";
import { judge } from "../../ui/verdict.js";
import { boot as readBoot, say } from "../../ui/words.js";

const PATIENCE = 8000; // ms until a line that does not open counts as shut
const SLOW = 300;
const TONE = { hertz: 440, seconds: 0.8, loud: 0.2 };

const boot = readBoot();
tryLine();
tryMemory();
byId("tone").addEventListener("click", () => {
  const Sound = window.AudioContext || window.webkitAudioContext;
  if (Sound) sound(new Sound());
  byId("toned").textContent = say(Sound ? "toned" : "no_tone");
});

/** From a closed door to the first frame, as a phone would wait for it; then one walk to the server and back. */
function tryLine() {
  const session = openSession({ workshop: boot.workshop, scope: "current", outbox: false });
  const shut = setTimeout(() => over("stop", say("line_stop")), PATIENCE);
  const over = (state, sentence) => {
    clearTimeout(shut);
    session.close();
    judge(byId("line"), state, sentence);
  };
  session.on("welcome", async () => {
    const asked = performance.now();
    await fetch("/healthz", { cache: "no-store" }).catch(() => {});
    const n = Math.max(1, Math.round(performance.now() - asked));
    over(n > SLOW ? "wait" : "good", say(n > SLOW ? "line_slow" : "line_good", { n }));
  });
}

async function tryMemory() {
  const { lasting } = await openShelf();
  judge(byId("kept"), lasting ? "good" : "stop", say(lasting ? "kept_good" : "kept_stop"));
}

function sound(audio) {
  const tone = audio.createOscillator();
  const volume = audio.createGain();
  tone.frequency.value = TONE.hertz;
  volume.gain.setValueAtTime(TONE.loud, audio.currentTime);
  volume.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + TONE.seconds);
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + TONE.seconds);
}
