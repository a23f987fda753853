/** A phone tries itself: whether scripts run, and whether it keeps what is written. */

import { byId } from "../../ui/dom.js";
import { judge } from "../../ui/verdict.js";
import { say } from "../../ui/words.js";
import { openShelf } from "../../live/shelf.js";

judge(byId("script"), "good", say("script"));
const { lasting } = await openShelf();
judge(byId("kept"), lasting ? "good" : "stop", say(lasting ? "kept_good" : "kept_stop"));
