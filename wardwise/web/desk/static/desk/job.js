// Keeps the progress of a job fresh; when the job ends, the whole page is read again.
const region = document.querySelector("[data-job-progress]");

async function look() {
  const answer = await fetch(region.dataset.jobProgress, { credentials: "same-origin" });
  if (!answer.ok || answer.redirected || answer.headers.get("X-Job-Ended") === "yes") {
    window.location.reload();
    return;
  }
  const now = await answer.text();
  if (now !== region.dataset.shown) {
    region.innerHTML = now;
    region.dataset.shown = now;
  }
  setTimeout(() => look().catch(wait), 2000);
}

function wait() {
  setTimeout(() => look().catch(wait), 10000);
}

if (region) setTimeout(() => look().catch(wait), 2000);
