import { ChoosePassword } from './choose-password.tsx';

const InvitationPage = () => (
  <ChoosePassword
    title="Welcome to Leeway"
    hint="Choose the password you will sign in with."
    button="Accept the invitation"
    path="/console/invitation/accept"
    done="The invitation is accepted"
  />
);

export default InvitationPage;
