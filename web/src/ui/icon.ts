// Our own icons: 24-pixel strokes, 1.7 wide. Decoration only: the word beside it, or the label of
// the button, says what it means.
import { type FunctionalComponent, h } from 'vue';

export type Icon = FunctionalComponent<{ size?: number }>;

export function icon(...paths: string[]): Icon {
  const shape: Icon = (props) =>
    h(
      'svg',
      {
        viewBox: '0 0 24 24',
        width: props.size ?? 18,
        height: props.size ?? 18,
        fill: 'none',
        stroke: 'currentColor',
        'stroke-width': 1.7,
        'stroke-linecap': 'round',
        'stroke-linejoin': 'round',
        'aria-hidden': 'true',
        focusable: 'false',
      },
      paths.map((d) => h('path', { d })),
    );
  shape.props = ['size'];
  return shape;
}
