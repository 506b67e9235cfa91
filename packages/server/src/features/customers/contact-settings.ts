import type {
  ContactLocationApiRequest,
  CreateCustomerContactApiRequest,
  PatchCustomerContactApiRequest,
  UpdateCustomerContactApiRequest,
} from '@leeway/contract';
import { invalid } from '../../platform/http/problem.ts';
import type { ContactSettings } from './contacts-store.ts';
import { countryCodeFrom } from './customer-settings.ts';

/** What every address has in common; whether it exists only mail can tell. */
const addressPattern = /^[^\s@<>,;"\p{Cc}]+@[^\s@<>,;"\p{Cc}]+$/u;

const emailFrom = (text: string): string => {
  const email = text.trim();
  if (!addressPattern.test(email)) throw invalid('email', 'must be an e-mail address', 'format');
  return email;
};

const locationFrom = ({ countryCode, regionCode }: ContactLocationApiRequest) => ({
  countryCode: countryCodeFrom('location.countryCode', countryCode),
  regionCode: regionCode ?? null,
});

type Asked = CreateCustomerContactApiRequest & Pick<UpdateCustomerContactApiRequest, 'location'>;

/** POST and PUT: what is missing is cleared or gets its default. */
export const contactSettings = (body: Asked): ContactSettings => ({
  firstName: body.firstName ?? null,
  lastName: body.lastName ?? null,
  email: emailFrom(body.email),
  title: body.title ?? null,
  contactRefId: body.contactRefId ?? null,
  status: body.status ?? 'active',
  isKeyContact: body.isKeyContact ?? false,
  linkedInProfile: body.linkedInProfile ?? null,
  phoneNumber: body.phoneNumber ?? null,
  location: body.location ? locationFrom(body.location) : null,
});

/** PATCH: what is missing or null stays. */
export const patchedContact = (
  current: ContactSettings,
  body: PatchCustomerContactApiRequest,
): ContactSettings =>
  contactSettings({
    firstName: body.firstName ?? current.firstName,
    lastName: body.lastName ?? current.lastName,
    email: body.email ?? current.email,
    title: body.title ?? current.title,
    contactRefId: body.contactRefId ?? current.contactRefId,
    status: body.status ?? current.status,
    isKeyContact: body.isKeyContact ?? current.isKeyContact,
    linkedInProfile: body.linkedInProfile ?? current.linkedInProfile,
    phoneNumber: body.phoneNumber ?? current.phoneNumber,
    location: body.location ?? current.location,
  });
