import './panel.css';
import '#media/base/controls.css';
import '#media/base/forms.css';
import '#media/conversation/conversation.css';
import '#media/conversation/team.css';
import '#media/markdown/markdown.css';
import '#media/math/math.css';
import '#media/code/codeColors.css';
import '#media/planGraph/plan.css';
import '#media/code/codeActions.css';
import type { HostMessage } from '#protocol/messages.ts';
import { PanelView } from './panelView.ts';
import { parseSavedState } from '#media/state/savedState.ts';
import { setTranslations } from '#media/base/strings.ts';
import { connect } from '#media/base/vscodeApi.ts';

const api = connect();
const root = document.getElementById('panel');
let view: PanelView | undefined;

// Only VS Code's own frame can post here: the policy lets the page load no other.
addEventListener('message', (event: MessageEvent<HostMessage>) => {
  const message = event.data;
  if (view) view.receive(message);
  else if (root && message.type === 'snapshot') {
    setTranslations(message.strings);
    view = new PanelView(root, api, message);
  }
});
const { runs, keptRunIds, planIds } = parseSavedState(api.getState());
api.postMessage({
  type: 'ready',
  // Parts come back with their run.
  runIds: [...runs.filter((run) => run.parentRunId === undefined).map((run) => run.runId), ...keptRunIds]
    .filter(isId)
    .slice(-200),
  planIds: planIds.filter(isId),
});

/** Returns whether the host accepts it: one that does not would make it refuse the whole message. */
function isId(id: string): boolean {
  return id !== '' && id.length <= 200;
}
