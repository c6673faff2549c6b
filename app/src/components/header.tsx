import Link from "next/link";
import { Logo } from "@/components/logo";
import { NavLink } from "@/components/nav-link";
import { SignOutButton } from "@/components/sign-out-button";
import { mayFollowLearners, type User } from "@/lib/user";

export function Header({ user }: { user: User | null }) {
  return (
    <header className="site-header">
      <Link className="logo" href="/">
        <Logo />
        LexFix
      </Link>
      {user && (
        <nav aria-label="Main">
          <ul>
            {mayFollowLearners(user.role) && (
              <li>
                <NavLink href="/learners">Learners</NavLink>
              </li>
            )}
            <li>
              <NavLink href="/lessons">Lessons</NavLink>
            </li>
            <li>
              <NavLink href="/settings">Settings</NavLink>
            </li>
          </ul>
        </nav>
      )}
      {user && (
        <div className="who">
          <span className="who-name">Hello, {user.name}</span>
          <SignOutButton />
        </div>
      )}
    </header>
  );
}
