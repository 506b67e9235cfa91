import { encode } from 'uqr';

/** Modules of quiet around it, as readers ask for. */
const border = 4;

/** A QR code: dark on white in either colour scheme, because that is what cameras read. */
export const QrCode = ({ text, label }: { readonly text: string; readonly label: string }) => {
  const { data, size } = encode(text, { border });
  const path = data
    .flatMap((row, y) => row.flatMap((isDark, x) => (isDark ? [`M${x} ${y}h1v1h-1z`] : [])))
    .join('');
  return (
    <svg
      viewBox={`0 0 ${size} ${size}`}
      width={184}
      height={184}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
      style={{ background: '#fff', borderRadius: 8, display: 'block', margin: '0 auto' }}
    >
      <path d={path} fill="#000" />
    </svg>
  );
};
