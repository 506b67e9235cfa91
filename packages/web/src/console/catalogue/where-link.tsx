import { Link } from '@tanstack/react-router';

interface Where {
  readonly productId: string;
  readonly productName: string;
  readonly editionId: string | null;
  readonly editionName: string | null;
}

/** The product or edition that gives something a value of its own. */
export const WhereLink = ({ where }: { readonly where: Where }) => {
  const { productId, productName, editionId, editionName } = where;
  return editionId === null ? (
    <Link to="/products/$productId" params={{ productId }}>
      {productName}
    </Link>
  ) : (
    <Link to="/products/$productId/editions/$editionId" params={{ productId, editionId }}>
      {productName}, {editionName}
    </Link>
  );
};
