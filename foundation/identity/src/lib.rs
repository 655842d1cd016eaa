#![doc = include_str!("../README.md")]

mod account;
mod administer;
mod by;
mod citizen;
mod delegate;
pub mod events;
mod identity;
mod limits;
mod me;
mod password;
mod read_log;
mod rights;
mod role;
mod second_factor;
mod secret;
mod session;
mod sign_in;
mod signins;
mod throttle;
mod token;
mod vault;

pub use account::{
    Account, AccountKey, Username, Who, account, account_named, accounts_of, accounts_of_unit, set_lang,
};
pub use administer::{
    NewAccount, create_account, end_post, give_post, locked_until, move_post, reset_password, resume, suspend, unlock,
};
pub use by::By;
pub use citizen::{Answer, Begin, CitizenSignIn, DemoCitizenSignIn, Proven, SignInField};
pub use delegate::{Delegation, DelegationMover, NewDelegation, delegate, delegations_of, end_delegation};
pub use events::EVENTS;
pub use identity::Identity;
pub use limits::Limits;
pub use me::{Me, Must, Via};
pub use password::{LONGEST, PasswordHash, SHORTEST, initial_password};
pub use read_log::{
    ListRead, Read, SeenRead, list_reads_by, note_list_read, note_read, reads_about, reads_by, reads_of,
};
pub use rights::{Held, Lent, Reach, Right, Rights, RoleRights, Seat, rights_of, seats_of};
pub use role::{
    ACCOUNTS, CHANGE_ROLES, RIGHTS, ROLE_RIGHTS, ROLES, Role, RoleDefault, SEE_READS, install_roles, role_title, roles,
    set_role_right, set_role_second_factor,
};
pub use second_factor::{
    Enrolment, confirm_totp, enrol_totp, new_recovery_codes, recovery_codes_left, reset_second_factor, totp_code,
    turn_off_totp,
};
pub use secret::{csrf_matches, csrf_token, visitor_cookie};
pub use session::{Session, SignIn, act_as, end_session, sessions_of, sign_out, sweep_sessions};
pub use signins::{Outcome, TriedSignIn, signins_of};
pub use throttle::{Client, sweep_tries};
pub use token::{NewToken, Token, create_token, end_token, tokens_of};
pub use vault::Vault;

use storage::{Migration, migration};

pub const MIGRATIONS: &[Migration] = &[migration!("identity", "0001_identity")];
