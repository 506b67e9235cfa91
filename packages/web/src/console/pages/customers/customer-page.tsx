import { Page } from '../../../ui/page.tsx';

const CustomerPage = () => <Page title="Customer">{null}</Page>;

export default CustomerPage;
