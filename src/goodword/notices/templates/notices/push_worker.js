{# Context: none. What runs in a browser when a message comes: it shows one line, and a press leads to where it belongs. #}
self.addEventListener("push", (event) => {
  let said = {};
  try {
    said = event.data.json();
  } catch {
    return;
  }
  event.waitUntil(
    self.registration.showNotification(String(said.title || ""), {
      body: String(said.body || ""),
      data: String(said.url || "/notices"),
      tag: String(said.url || ""),
    }),
  );
});
self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const goal = new URL(event.notification.data || "/notices", self.location.origin);
  if (goal.origin === self.location.origin) event.waitUntil(self.clients.openWindow(goal.href));
});
