import './panel.css';
import './controls.css';
import './forms.css';
import './conversation.css';
import './markdown.css';
import './codeColours.css';
import type { HostMessage } from '../src/protocol/messages.ts';
import { PanelView } from './panelView.ts';
import { translate } from './strings.ts';
import { connect } from './vscodeApi.ts';

const api = connect();
const root = document.getElementById('panel');
let view: PanelView | undefined;

// Only VS Code's own frame can post here: the policy lets the page load no other.
addEventListener('message', (event: MessageEvent<HostMessage>) => {
  const message = event.data;
  if (view) view.receive(message);
  else if (root && message.type === 'snapshot') {
    translate(message.strings);
    view = new PanelView(root, api, message);
  }
});
api.postMessage({ type: 'ready' });
