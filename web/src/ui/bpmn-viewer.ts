// A piece of its own, fetched when the first drawing is looked at.
import Viewer from 'bpmn-js/lib/NavigatedViewer';
import 'bpmn-js/dist/assets/diagram-js.css';

export default Viewer;
