// The element <espalier-editor>: CodeMirror in a shadow root, so that its styles need no leave from the page's policy.
// It takes over the text of the plain field that it contains, and tells what is typed by the event "typed", and Ctrl+Enter
// by "run". Attributes: label, error-line (from 1), error-message. It knows nothing of the page.

import { history, historyKeymap, defaultKeymap, indentWithTab } from "@codemirror/commands";
import { pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, LanguageSupport, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import { Decoration, drawSelection, EditorView, highlightActiveLine, keymap, lineNumbers, WidgetType } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// The page's colours are custom properties, which go through a shadow root.
const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword, tags.operatorKeyword, tags.bool, tags.null, tags.self], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string)], color: "var(--code-string)" },
  { tag: tags.number, color: "var(--code-number)" },
  { tag: tags.comment, color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], color: "var(--code-definition)" },
  { tag: tags.meta, color: "var(--code-number)" },
]);

const looks = EditorView.theme({
  "&": { color: "var(--ink)", backgroundColor: "transparent", fontSize: "inherit" },
  "&.cm-focused": { outline: "2px solid var(--focus)", outlineOffset: "1px" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--ink)", padding: "0" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "transparent", color: "var(--ink-3)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--wash)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  ".cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "none" },
  ".error-line": { backgroundColor: "var(--error-wash)", boxShadow: "inset 2px 0 0 var(--error)" },
  ".error-message": { color: "var(--error-text)", fontFamily: "var(--sans)", fontSize: "0.92em", padding: "2px 6px 4px", whiteSpace: "pre-wrap" },
});

class Message extends WidgetType {
  constructor(text) {
    super();
    this.text = text;
  }
  eq(other) {
    return other.text === this.text;
  }
  toDOM() {
    const element = document.createElement("div");
    element.className = "error-message";
    element.setAttribute("role", "alert");
    element.textContent = this.text;
    return element;
  }
}

const setProblem = StateEffect.define();
const problem = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    marks = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setProblem)) continue;
      marks = Decoration.none;
      const { line, message } = effect.value ?? {};
      if (!line || line > transaction.state.doc.lines) continue;
      const place = transaction.state.doc.line(line);
      marks = Decoration.set([
        Decoration.line({ class: "error-line" }).range(place.from),
        Decoration.widget({ widget: new Message(message), block: true, side: 1 }).range(place.to),
      ]);
    }
    return marks;
  },
  provide: (field) => EditorView.decorations.from(field),
});

class EspalierEditor extends HTMLElement {
  static observedAttributes = ["error-line", "error-message"];

  connectedCallback() {
    // A custom element that is parsed before its children has none yet.
    queueMicrotask(() => this.open());
  }

  open() {
    if (this.view || !this.isConnected) return;
    const field = this.querySelector("textarea");
    const hadFocus = field && document.activeElement === field;
    const root = this.shadowRoot ?? this.attachShadow({ mode: "open" });
    const run = () => {
      this.dispatchEvent(new CustomEvent("run"));
      return true;
    };
    this.view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: field?.value ?? "",
        extensions: [
          keymap.of([{ key: "Mod-Enter", run, preventDefault: true }]),
          lineNumbers(),
          history(),
          drawSelection(),
          indentOnInput(),
          indentUnit.of("    "),
          bracketMatching(),
          highlightActiveLine(),
          EditorView.lineWrapping,
          new LanguageSupport(pythonLanguage),
          syntaxHighlighting(colours),
          looks,
          problem,
          keymap.of([...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ "aria-label": this.getAttribute("label") ?? "", spellcheck: "false" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) this.dispatchEvent(new CustomEvent("typed", { detail: update.state.doc.toString() }));
          }),
        ],
      }),
    });
    this.showProblem();
    if (hadFocus || field) this.view.focus();
  }

  disconnectedCallback() {
    this.view?.destroy();
    this.view = undefined;
  }

  attributeChangedCallback() {
    queueMicrotask(() => this.showProblem());
  }

  showProblem() {
    const line = Number(this.getAttribute("error-line"));
    const message = this.getAttribute("error-message") ?? "";
    this.view?.dispatch({ effects: setProblem.of(line ? { line, message } : null) });
  }

  /** The text. Setting it changes only what is different, so that cursor and scroll position stay. */
  get value() {
    return this.view?.state.doc.toString() ?? this.querySelector("textarea")?.value ?? "";
  }

  set value(text) {
    if (!this.view) return;
    const old = this.value;
    let from = 0;
    while (from < Math.min(old.length, text.length) && old[from] === text[from]) from += 1;
    let same = 0;
    while (same < Math.min(old.length, text.length) - from && old.at(-1 - same) === text.at(-1 - same)) same += 1;
    this.view.dispatch({ changes: { from, to: old.length - same, insert: text.slice(from, text.length - same) } });
  }
}

customElements.define("espalier-editor", EspalierEditor);
