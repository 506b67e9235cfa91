import { ChoosePassword } from './choose-password.tsx';

const ResetPage = () => (
  <ChoosePassword
    title="New password"
    hint="You are signed out everywhere else."
    button="Set the password"
    path="/console/password/reset"
    done="The password is set"
  />
);

export default ResetPage;
