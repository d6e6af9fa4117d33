// Looks again at what changes by itself. Without scripts the same is a link.
"use strict";
(function () {
  var EVERY = 2000;

  function refresh(element) {
    var path = element.getAttribute("data-refresh");
    var waiting = element.id === "pending";
    function again() {
      if (document.hidden) {
        setTimeout(again, EVERY);
        return;
      }
      fetch(path, { credentials: "same-origin", redirect: "error" })
        .then(function (answer) {
          if (waiting && answer.status !== 202) {
            location.replace(path);
            return null;
          }
          return answer.ok ? answer.text() : null;
        })
        .then(function (text) {
          if (text !== null) {
            var fresh = new DOMParser().parseFromString(text, "text/html").getElementById(element.id);
            if (fresh && fresh.textContent !== element.textContent) {
              element.replaceChildren.apply(element, Array.from(fresh.childNodes));
            }
          }
          setTimeout(again, EVERY);
        })
        .catch(function () {
          setTimeout(again, EVERY * 5);
        });
    }
    setTimeout(again, EVERY);
  }

  document.querySelectorAll("[data-refresh]").forEach(refresh);
})();
