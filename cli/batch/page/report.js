/* report.html: sorts tables, pages and searches the worst cases, draws charts
   of tables where the library is there. The page is whole without it. */
(function () {
  "use strict";
  var PAGE = 25;
  var all = function (selector, root) {
    return Array.prototype.slice.call(
      (root || document).querySelectorAll(selector));
  };

  /* ---- sorting: a button in every heading, beside its words: a browser that
     prints a heading again on the next page leaves buttons out ---- */
  function value(row, column) {
    var cell = row.cells[column];
    if (!cell) return "";
    if (cell.classList.contains("none")) return null;
    return cell.dataset.v === undefined ? cell.textContent.trim()
      : parseFloat(cell.dataset.v);
  }
  function order(a, b) {
    if (a === null || b === null) return 0;
    if (typeof a === "number" && typeof b === "number") return a - b;
    return String(a).localeCompare(String(b), "zh-CN", { numeric: true });
  }
  function sort(table, column, up) {
    var body = table.tBodies[0];
    var rows = all("tr", body).map(function (row, i) {
      return { row: row, at: i, v: value(row, column),
        rest: row.classList.contains("rest") };
    });
    rows.sort(function (a, b) {
      if (a.rest !== b.rest) return a.rest ? 1 : -1;
      if ((a.v === null) !== (b.v === null)) return a.v === null ? 1 : -1;
      return (up ? order(a.v, b.v) : order(b.v, a.v)) || a.at - b.at;
    });
    rows.forEach(function (r) { body.appendChild(r.row); });
  }
  function sortable(table, after) {
    var heads = all("thead th", table);
    heads.forEach(function (head, column) {
      var button = document.createElement("button");
      button.type = "button";
      button.title = "按此列排序";
      button.setAttribute("aria-label",
        "按“" + head.firstChild.textContent + "”排序");
      head.insertBefore(button, head.firstChild.nextSibling);
      head.style.cursor = "pointer";
      head.addEventListener("click", function () {
        var was = head.getAttribute("aria-sort");
        var up = was ? was === "descending" : !head.classList.contains("n");
        heads.forEach(function (h) { h.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", up ? "ascending" : "descending");
        sort(table, column, up);
        if (after) after();
      });
    });
  }

  /* ---- the worst cases: pages, search, their findings ---- */
  function cases(table) {
    var page = 0, pages = 1, words = [], target = null;
    var nav = document.querySelector(".pages");
    var found = document.getElementById("found");
    var input = document.getElementById("find");
    var details = document.getElementById("details");
    var said = document.createElement("span");
    said.setAttribute("role", "status");
    function button(text, step) {
      var b = document.createElement("button");
      b.type = "button";
      b.textContent = text;
      b.addEventListener("click", function () { page += step; show(); });
      return b;
    }
    var back = button("上一页", -1), next = button("下一页", 1);
    [back, said, next].forEach(function (e) { nav.appendChild(e); });
    function article(row) {
      return document.getElementById("c" + row.id.slice(1));
    }
    function says(element) {
      var text = element.textContent.toLowerCase();
      return words.every(function (w) { return text.indexOf(w) >= 0; });
    }
    function matching() {
      return all("tbody tr", table).filter(function (row) {
        return says(row) || says(article(row));
      });
    }
    /* Cases that are not in the table: those asked for, or found. */
    var others = all("article", details).filter(function (a) {
      return !document.getElementById("r" + a.id.slice(1));
    });
    function show() {
      var rows = matching();
      pages = Math.max(1, Math.ceil(rows.length / PAGE));
      page = Math.min(Math.max(page, 0), pages - 1);
      all("tbody tr", table).forEach(function (row) {
        row.classList.add("off");
        article(row).classList.add("off");
      });
      rows.slice(page * PAGE, page * PAGE + PAGE).forEach(function (row) {
        row.classList.remove("off");
        article(row).classList.remove("off");
      });
      all("tbody tr", table).forEach(function (row) {
        details.appendChild(article(row));
      });
      var more = others.filter(function (a) {
        var there = words.length ? says(a) : a === target;
        a.classList.toggle("off", !there);
        details.appendChild(a);
        return there;
      });
      said.textContent = "第 " + (page + 1) + " 页，共 " + pages + " 页";
      found.textContent = words.length
        ? "找到 " + rows.length + " 份" +
          (more.length ? "，表外 " + more.length + " 份（在下面）" : "") : "";
      back.disabled = page === 0;
      next.disabled = page === pages - 1;
    }
    function go() {
      var at = /^#[cr](\d+)$/.exec(location.hash);
      var there = at && document.getElementById(location.hash.slice(1));
      if (!there) return;
      var row = document.getElementById("r" + at[1]);
      if ((row || there).classList.contains("off")) {
        input.value = "";
        words = [];
        target = there;
        if (row) page = Math.floor(all("tbody tr", table).indexOf(row) / PAGE);
        show();
      }
      there.scrollIntoView();
      if (there.tagName === "ARTICLE") there.focus({ preventScroll: true });
      else there.querySelector("a").focus({ preventScroll: true });
    }
    input.addEventListener("input", function () {
      words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
      page = 0;
      show();
    });
    window.addEventListener("hashchange", go);
    document.querySelector(".tools").hidden = false;
    nav.hidden = false;
    sortable(table, function () { page = 0; show(); });
    show();
    go();
  }

  /* ---- charts: what a table says, as a picture ---- */
  var INKS = ["#14508c", "#c77700", "#a61b1b", "#1a6334", "#6a4c93", "#5b6673",
    "#2a9d8f"];
  var BROAD = { hbars: 1, hstack: 1, combo: 1 };
  function title(row) {
    var most = innerWidth < 700 ? 12 : 26;
    var text = row.cells[0].textContent.trim()
      .replace(/ \S+ 日，不足月$/, "（不足）");
    return text.length > most ? text.slice(0, most - 1) + "…" : text;
  }
  function heading(table, column) {
    var head = table.tHead.rows[0].cells[column];
    return head.textContent.replace("示例", "（示例）").trim();
  }
  /* 12000 as 1.2 万, as people say it. */
  function short(number) {
    var big = Math.abs(number);
    var unit = big >= 1e8 ? [1e8, " 亿"] : big >= 1e4 ? [1e4, " 万"] : [1, ""];
    return (number / unit[0]).toLocaleString("zh-CN") + unit[1];
  }
  /* The colour of a row's severity, where it has one. */
  function ink_of(row, otherwise) {
    var sev = row.querySelector(".sev");
    if (!sev) return otherwise;
    return sev.classList.contains("e") ? "#a61b1b"
      : sev.classList.contains("w") ? "#c77700" : otherwise;
  }
  function points(rows, column) {
    return rows.map(function (row) {
      var v = value(row, column);
      return v === null || typeof v !== "number" ? null : v;
    });
  }
  function draw(figure) {
    var table = document.getElementById(figure.dataset.of);
    var words = figure.dataset.chart.split(" ");
    var kind = words[0], columns = words.slice(1).map(Number);
    var flat = kind[0] === "h";
    var rows = all("tbody tr", table).filter(function (row) {
      return !/\b(rest|few)\b/.test(row.className);
    });
    rows = rows.slice(0, flat ? 15 : 40);
    if (rows.length < 2) return; /* nothing to compare with */
    figure.hidden = false;
    figure.parentNode.classList.add("charted");
    if (kind === "doughnut") figure.parentNode.classList.add("round");
    else if (BROAD[kind] || table.tHead.rows[0].cells.length > 4)
      figure.parentNode.classList.add("broad");
    if (flat) figure.style.height =
      Math.max(9, 5 + rows.length * (kind === "hbars" ? 2.2 : 1.5)) + "rem";
    var round = kind === "doughnut";
    var sets = columns.map(function (column, i) {
      var ink = kind === "hstack" && columns.length === 2
        ? ["#a61b1b", "#e0a030"][i] : INKS[i];
      var line = kind === "combo" && i === 1;
      return { label: heading(table, column), data: points(rows, column),
        type: line ? "line" : undefined,
        yAxisID: line ? "right" : undefined, order: line ? 0 : 1,
        borderColor: line ? "#a61b1b" : "#fff",
        borderWidth: line ? 2 : round ? 2 : 0,
        backgroundColor: round ? INKS : line ? "#a61b1b"
          : columns.length > 1 ? ink
          : rows.map(function (row) { return ink_of(row, ink); }),
        barPercentage: .85, categoryPercentage: .85 };
    });
    /* One case has a short bar. */
    var value_axis = { beginAtZero: true, stacked: kind === "hstack",
      suggestedMax: 10,
      title: { display: columns.length === 1, text: sets[0].label },
      ticks: { callback: short },
      grid: { color: "#e6eaef" } };
    var label_axis = { stacked: kind === "hstack", grid: { display: false },
      ticks: { autoSkip: !flat } };
    var scales = flat ? { x: value_axis, y: label_axis }
      : { x: label_axis, y: value_axis };
    if (kind === "combo") {
      scales.right = { position: "right", beginAtZero: true,
        grid: { display: false },
        title: { display: true, text: sets[1].label + "（%）" } };
      value_axis.title = { display: true, text: sets[0].label };
    }
    return new Chart(figure.querySelector("canvas"), {
      type: round ? "doughnut" : "bar",
      data: { labels: rows.map(title), datasets: sets },
      options: { animation: false, responsive: true, devicePixelRatio: 2,
        maintainAspectRatio: false, indexAxis: flat ? "y" : "x",
        locale: "zh-CN", scales: round ? {} : scales,
        plugins: { legend: { display: round || columns.length > 1,
          position: round ? "bottom" : "top" } } }
    });
  }

  /* ---- where one is ---- */
  function follow() {
    var links = all(".contents a");
    if (!window.IntersectionObserver) return;
    var seen = new IntersectionObserver(function (entries) {
      entries.forEach(function (entry) {
        if (!entry.isIntersecting) return;
        links.forEach(function (link) {
          if (link.hash === "#" + entry.target.id)
            link.setAttribute("aria-current", "true");
          else link.removeAttribute("aria-current");
        });
      });
    }, { rootMargin: "-15% 0px -75% 0px" });
    all(".sheet").forEach(function (sheet) { seen.observe(sheet); });
  }

  if (window.Chart) {
    Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
    Chart.defaults.color = "#3a4552";
    all(".chart").forEach(draw);
  }
  all("table").forEach(function (table) {
    if (table.id !== "t-worst") sortable(table);
  });
  var worst = document.getElementById("t-worst");
  if (worst) cases(worst);
  follow();
})();
